"""Rates of automation from evidence: sums of samples in, rates with bounds and their items out."""
