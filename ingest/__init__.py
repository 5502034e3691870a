"""Subscribe, decode, check, store, then acknowledge: telemetry from MQTT into a store."""
