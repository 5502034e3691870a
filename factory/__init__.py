"""The `factory` command: the only place that wires the packages together."""
