"""The physical world on a virtual clock: lines of machines that make, stop, wear and consume.

What enters is a scenario, a seed and a start; what leaves is readings in each vendor's own words
and a journal of what truly happened. It imports none of our other packages, so that a mistake in a
table shared with the reader cannot cancel out.

Reading order: `scenario` (what a plant is), `world` and `line` (the clock and its loop),
`work_unit`, `plc` and `meter` (what a trade builds on), `journal` (what really happened) and the
package `truth` (its sums), `faults` (of readings), `drift` (of processes); `example` is the
smallest trade.
"""
