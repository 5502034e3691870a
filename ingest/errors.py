"""Errors of ingest: four situations, and what answers each of them.

IngestError
+- BadConfiguration   refuse to start
+- StoreUnavailable   keep the batch, acknowledge nothing, try again later
"""


class IngestError(Exception):
    """Root of what this package raises; anything else it raises is a bug of ours."""


class BadConfiguration(IngestError):
    """The configuration cannot be used; the text says what, where and what to do."""


class StoreUnavailable(IngestError):
    """The store, or the file of dead letters, cannot take anything now; the text says why."""
