"""What a control says in the words of OPC 40550-1: flags, and the state derived from them.

The derivation is that of OPC 40550-1, 7.7: OFFLINE, STANDBY, READY, WORKING or ERROR follow from
flags alone. A machine that is held, or waits for its neighbour inside a recipe, is still WORKING;
only its flags tell. Tags outside `Overview`, `Flags` and `Values` are the vendor's own.
"""

from simulators.cnc.situation import Situation
from simulators.plc import Plc

__all__ = ["COUNTERS", "declare", "show"]

_OFFLINE, _STANDBY, _READY, _WORKING, _ERROR = range(5)

COUNTERS = (
    "Values.AbsolutePiecesIn",
    "Values.AbsolutePiecesOut",
    "Values.AbsoluteRunsTotal",
    "Quality.PiecesRejected",
    "Quality.PiecesToRework",
    "Operator.Acknowledgements",
    "Operator.Resets",
    "Operator.DoorOpenings",
    "Operator.EmergencyReleases",
    "Operator.AutomaticLeft",
    "Operator.ManualInterventions",
    "Parameters.ChangedByHost",
    "Parameters.ChangedAtPanel",
    "Job.DispatchedByHost",
    "Job.ConfirmedByHost",
    "Job.ConfirmedAtTerminal",
)
"""Counters that every machine of the cell has; vendor's names outside `Values` are its own."""


def declare(plc: Plc) -> None:
    """Give every common tag its first value, so that the first reading carries them all."""
    for tag in COUNTERS:
        plc.count(tag, 0)
    for tag in ("Job.OrderId", "Job.ArticleId", "Job.Recipe", "Job.Operation"):
        plc.set(tag, "")
    plc.set("Terminal.OperatorId", "")
    plc.set("Flags.MachineInitialized", value=True)
    plc.set("Flags.AirPresent", value=True)
    plc.set("Flags.Remote", value=True)
    plc.set("Values.AxisOverride", 100)


def show(plc: Plc, situation: Situation, *, mode: int) -> None:
    """Set flags, mode, state and message; `mode` may differ while hands are in the situation."""
    now = situation
    plc.set("Flags.MachineOn", now.on)
    plc.set("Flags.PowerPresent", now.on)
    plc.set("Flags.Calibrated", now.calibrated)
    plc.set("Flags.EnergySaving", now.saving)
    plc.set("Flags.Error", now.error)
    plc.set("Flags.Alarm", now.error)
    plc.set("Flags.Emergency", now.emergency)
    plc.set("Flags.Hold", now.hold)
    plc.set("Flags.RecipeInRun", now.recipe)
    plc.set("Flags.WaitLoad", now.wait_load)
    plc.set("Flags.WaitUnload", now.wait_unload)
    plc.set("Flags.WorkpiecePresent", now.workpiece)
    plc.set("Flags.Moving", now.activity == "producing")
    plc.set("Flags.DustChipSuction", now.suction)
    plc.set("Service.KeySwitch", now.service)
    plc.set("Overview.CurrentMode", mode)
    plc.set("Overview.CurrentState", _state_of(now))
    plc.set("Terminal.MessageNumber", now.code)


def _state_of(now: Situation) -> int:
    if not now.on:
        return _OFFLINE
    if now.saving or not (now.error or now.calibrated):
        return _STANDBY
    if now.error:
        return _ERROR
    return _WORKING if now.recipe else _READY
