"""Errors of ingest: four situations, and what answers each of them.

IngestError
+- BadConfiguration   refuse to start
+- StoreUnavailable   keep the batch, acknowledge nothing, try again later
+- LedgerRefused      end, acknowledge nothing: nothing may be stored without its ledger
"""


class IngestError(Exception):
    """Root of what this package raises; anything else it raises is a bug of ours."""


class BadConfiguration(IngestError):
    """The configuration cannot be used; the text says what, where and what to do."""


class StoreUnavailable(IngestError):
    """The store, or the file of dead letters, cannot take anything now; the text says why."""


class LedgerRefused(IngestError):
    """The store takes samples, but no row that tells of them; the text says which and why."""
