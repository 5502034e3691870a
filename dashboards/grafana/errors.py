"""Errors of dashboards as code: told in one sentence.

GrafanaError
+- GrafanaRefused   it answers, but says no
+- GrafanaAway      it does not answer
"""


class GrafanaError(Exception):
    """Root of what this package raises; the text says what, where and what to do."""


class GrafanaRefused(GrafanaError):
    """Grafana refused the token or the file."""


class GrafanaAway(GrafanaError):
    """Nobody answers at the address."""
