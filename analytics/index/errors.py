"""What can be wrong with an index: nothing is skipped, replaced or computed in another way."""


class IndexFault(Exception):
    """Base of the errors of this package; each says what, where and what to do."""


class BadIndex(IndexFault):
    """The configuration contradicts itself."""


class BadTable(IndexFault):
    """The table does not fit the configuration."""


class CannotAggregate(IndexFault):
    """Scores that this aggregation is not defined for."""
