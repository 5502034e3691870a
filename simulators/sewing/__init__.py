"""The sewing trade: a progressive bundle line of stations, each with an operator and a small terminal.

Reading order: `section` (the scenario's own part), `flow` (bundles, stages, feeding), `station` (what an
operator does all day), one file per machine kind, `signals` (what the terminal says), `line` (the builder).
"""
