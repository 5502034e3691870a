"""What the edge agent raises: one small tree.

EdgeError
├── BadConfig         a configuration that must not start; says what, where and what to do
└── SpoolUnavailable  the spool on disk cannot be opened or written
"""


class EdgeError(Exception):
    """Root of what this package raises."""


class BadConfig(EdgeError):
    """A configuration is refused before anything connects."""


class SpoolUnavailable(EdgeError):
    """The spool cannot be opened: another agent holds it, or the folder cannot be written."""
