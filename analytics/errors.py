"""The errors of analytics, one small tree.

AnalyticsError
├── BadConfig          configuration, master data or a case file is wrong: what, where, remedy
├── StoreUnavailable   history or KPI store cannot be reached now; the pass is tried again
├── RowsRefused        the KPI store does not take rows of ours: our mistake, in its words
└── BadQuery           a reader asked for what cannot be answered; names the argument
"""


class AnalyticsError(Exception):
    """Root of what this package raises."""


class BadConfig(AnalyticsError):
    """Configuration, master data or a case file cannot be used; names file, key and remedy."""


class StoreUnavailable(AnalyticsError):
    """The store did not answer; nothing was changed and the same pass may be tried again."""


class RowsRefused(AnalyticsError):
    """The KPI store does not take rows as we made them; trying again is no use."""


class BadQuery(AnalyticsError):
    """A reader's question names something that does not exist or makes no sense."""
