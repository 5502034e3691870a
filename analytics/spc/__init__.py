"""Quality in the process: control charts of measured values and of counted defects."""
