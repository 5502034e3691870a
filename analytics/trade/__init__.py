"""Measures of the trades: what a bottling, sewing or furniture line asks beside the KPIs."""
