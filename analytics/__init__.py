"""Analytics: raw telemetry of machines to ISO 22400-2 time leaves, quantities and KPIs."""
