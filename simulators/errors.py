"""The errors of the simulated world: a scenario to correct, or a model that breaks a rule."""

__all__ = ["ModelError", "ScenarioError", "SimulatorError"]


class SimulatorError(Exception):
    """Any error of the simulated world."""


class ScenarioError(SimulatorError):
    """A scenario cannot be used; the sentence says what, where and what to do."""


class ModelError(SimulatorError):
    """A machine model broke a rule of the kernel: our own bug, never bad input."""
