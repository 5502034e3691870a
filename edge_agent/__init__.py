"""The edge agent: reads the machines of one line, says it in our words, spools it, publishes it."""
