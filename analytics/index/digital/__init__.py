"""The digital development index of the consumer-goods industry, built on the engine beside it.

28 indicators in four dimensions; what telemetry can show is measured, the rest declared or missing.
"""
