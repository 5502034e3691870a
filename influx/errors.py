"""Errors of the connection to InfluxDB: each has one answer.

InfluxError
├── BadInfluxConfig   a token file or address cannot be used: refuse to start
├── InfluxAway        refused connection, time-out, 429, 5xx: keep everything, try again
├── InfluxRefused     401, 403, 404: token or bucket is wrong, trying again is no use: stop
├── TooLarge          413: send it in two halves
└── BadQuery          InfluxDB cannot answer this question: a mistake of ours, with its words
"""


class InfluxError(Exception):
    """Root of what this package raises."""


class BadInfluxConfig(InfluxError):
    """Address or token file cannot be used; the text says what, where and what to do."""


class InfluxAway(InfluxError):
    """InfluxDB cannot take or answer anything now; nothing is known to be stored."""


class InfluxRefused(InfluxError):
    """InfluxDB knows neither this token nor this bucket; the text says which and what to do."""


class TooLarge(InfluxError):
    """The body is larger than InfluxDB takes at once; nothing of it is stored."""


class BadQuery(InfluxError):
    """InfluxDB did not understand a query; the text quotes both."""
