"""Analytics: raw telemetry of machines to ISO 22400-2 time leaves, quantities and KPIs.

Reading order: `pipeline` (the stages of one computation), `loop` (what is computed when), `oee`
(the core), `master` (what people say of a site), `history`, `kpi_store` and `books` (the seams)
with their `stores`; then what rests on segments: `trade`, `spc`, `automation`, `green`, `index`;
and what people read: `listing`, `explain`, the files of queries. `cases` proves it on paper.
"""
