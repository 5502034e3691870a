"""Green coordination: sums of segments and records in, energy, emissions and material rates out."""
