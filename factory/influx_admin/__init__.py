"""InfluxDB set up and tried: buckets, databases and a token per service."""
