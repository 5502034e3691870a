"""What can be wrong with an index: nothing is skipped, replaced or computed in another way."""


class IndexFault(Exception):
    """Base of the errors of this package; each says what, where and what to do.

    Args:
        row: place of the unit in the table, where the fault is in one; `compute` says its id.
    """

    def __init__(self, what: str, row: int | None = None) -> None:
        super().__init__(what)
        self.row = row


class BadIndex(IndexFault):
    """The configuration contradicts itself."""


class BadTable(IndexFault):
    """The table does not fit the configuration."""


class CannotAggregate(IndexFault):
    """Scores that this aggregation is not defined for."""
