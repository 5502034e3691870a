"""What people say of a site: lines, rates, calendars, orders, targets; and what a change makes due.

Reading order: `file` (what may be written), `check`, `data` (what calculations rest on), `calendar`
with `calendar_config`, `calendar_check` and `calendar_overrides`, `validity` (what holds from a
date on), `crews`, `targets`, `order_times`; then `history`, `changes` and `work`, for what was
edited since rows were computed.
"""
