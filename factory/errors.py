"""Errors of the command: told in one sentence, then exit code 2."""


class FactoryError(Exception):
    """Root of what this package raises; its text says what, where and what to do."""


class ConfigError(FactoryError):
    """An option or a file asks for something that cannot be."""


class WorldMismatch(FactoryError):
    """A data directory remembers another world."""


class DirectoryBusy(FactoryError):
    """Another process owns the data directory."""


class BrokerUnavailable(FactoryError):
    """No broker could be started."""
