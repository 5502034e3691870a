"""A bottling line: seven PackML machines, conveyors as bounded buffers, a crew.

Reading order: `section` (what the scenario says), `machine` (how one machine works), then a file
per kind of machine, and `line` (how they stand in a row). The filler is the constraint.
"""
