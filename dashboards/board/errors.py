"""Errors of the board: what each of them answers.

BoardError
+- BadConfiguration   refuse to start
+- PortBusy           refuse to start
+- BadRequest         400: the question cannot be asked
+- UnknownPath        404: nobody has said anything about this place
+- NotReady           503: ask again later
"""


class BoardError(Exception):
    """Root of what this package raises; the text says what, where and what to do."""


class BadConfiguration(BoardError):
    """The configuration cannot be used."""


class PortBusy(BoardError):
    """The address cannot be bound."""


class BadRequest(BoardError):
    """A parameter cannot be used; readers raise it too."""


class UnknownPath(BoardError):
    """No row is known for the path that was asked for."""


class NotReady(BoardError):
    """The answer cannot be given yet, because the store or the run has not come so far."""
