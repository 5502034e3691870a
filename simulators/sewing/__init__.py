"""The sewing trade: a progressive bundle line of stations, each with an operator and a terminal.

Reading order: `section` (the scenario's own part), `flow` (bundles, stages, feeding), `bench` (one
piece), `station` (an operator's day), one file per machine kind, `terminal` and `signals` (what the
vendor's box says), `line` (the builder).
"""
