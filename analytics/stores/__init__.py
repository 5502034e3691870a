"""Where analytics reads and writes: the seams beside this package over DuckDB, InfluxDB and memory.

`<technology>_<noun>` implements the seam in `analytics.<noun>` (`history`, `kpi_store`, `books`,
`account`); the other files are what these share or are parts of. What is in memory is the
reference: it passes the suites that the stores pass.
"""
