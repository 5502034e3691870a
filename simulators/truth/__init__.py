"""What truly happened, summed from the journal and from nothing that a reader of machines sees.

Journal events of a line enter; rows of units, lines and sites leave, by hour, shift and day.

Reading order: `sums` (the journal's sink, where a line begins), `story` (the journal as stretches),
`tally` (sums over windows), `unit`, `line` and `row` (leaves and ISO 22400-2 figures), then what is
summed beside them: `loss`, `stops`, `start_up`, `work`, `trade`, and for automation and energy
`automation`, `evidence`, `runs`, `orders`, `green`. `facts`, `rates`, `standby` and `places` look
at a whole line or site.
"""

from simulators.truth.sums import TruthSums

__all__ = ["TruthSums"]
