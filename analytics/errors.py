"""The errors of analytics, one small tree.

AnalyticsError
├── BadConfiguration   the service refuses to start and says what to do
├── BadMasterData      a site's TOML file is wrong; names file, key and remedy
├── StoreUnavailable   history or KPI store cannot be reached now; the pass is tried again
└── BadQuery           a reader asked for what cannot be answered; names the argument
"""


class AnalyticsError(Exception):
    """Root of what this package raises."""


class BadConfiguration(AnalyticsError):
    """The configuration cannot be used; the sentence says what, where and what to do."""


class BadMasterData(AnalyticsError):
    """A master data file cannot be used; the sentence names file, key and remedy."""


class StoreUnavailable(AnalyticsError):
    """The store did not answer; nothing was changed and the same pass may be tried again."""


class BadQuery(AnalyticsError):
    """A reader's question names something that does not exist or makes no sense."""
