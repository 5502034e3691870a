"""InfluxDB as two services need it: lines out, InfluxQL in, and answers sorted, never guessed.

It stands beside the contract because ingest and analytics may not import each other; it knows
the names of series but nothing of batches, KPIs or dashboards.
"""
