"""Case files, small enough to check on paper: what was wanted beside what the calculation gives.

`run` takes a folder of them. A kind of case is a file that says what may stand in it and files that
compute it: `file` with `samples`, `arrivals` and `losses`, `rate_file` with `rates`, `green_file`
with `green_sums` and `green`. The calculation itself imports none of these.
"""

from analytics.cases.run import run_case, run_cases

__all__ = ["run_case", "run_cases"]
