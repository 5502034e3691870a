"""The errors of analytics, one small tree.

AnalyticsError
├── BadConfig          configuration, master data or a case file is wrong: what, where, remedy
│   └── BadSurvey      a survey is wrong: every fault with its cell; nothing of it is taken
├── StoreUnavailable   history or KPI store cannot be reached now; the pass is tried again
├── RowsRefused        the KPI store does not take rows of ours: our mistake, in its words
└── BadQuery           a reader asked for what cannot be answered; names the argument
    └── NotKept        of an index that is not in the store; names what is
"""


class AnalyticsError(Exception):
    """Root of what this package raises."""


class BadConfig(AnalyticsError):
    """Configuration, master data or a case file cannot be used; names file, key and remedy."""


class BadSurvey(BadConfig):
    """A survey has faults; nothing of it is taken.

    Args:
        faults: one sentence per fault, beginning with its place, as `answers!D7`.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StoreUnavailable(AnalyticsError):
    """The store did not answer; nothing was changed and the same pass may be tried again."""


class RowsRefused(AnalyticsError):
    """The KPI store does not take rows as we made them; trying again is no use."""


class BadQuery(AnalyticsError):
    """A reader's question names something that does not exist or makes no sense."""


class NotKept(BadQuery):
    """A reader asked for the index of a unit or period of which no rows were kept."""
