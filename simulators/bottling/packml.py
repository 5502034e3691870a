"""PackML numbers and tag names as these controllers speak them (ISA-TR88.00.02, OPC 30050)."""

from collections.abc import Mapping
from enum import IntEnum

from simulators.journal import ControlMode, OperatorEventKind, Source

__all__ = [
    "CONFIRMED_TAG",
    "CONTROL_MODE",
    "DISPATCHED_TAG",
    "OPERATOR_EVENT_TAG",
    "PARAMETER_TAG",
    "Mode",
    "State",
    "Tag",
]


class State(IntEnum):
    """StateCurrent."""

    CLEARING = 1
    STOPPED = 2
    STARTING = 3
    IDLE = 4
    SUSPENDED = 5
    EXECUTE = 6
    STOPPING = 7
    ABORTING = 8
    ABORTED = 9
    HOLDING = 10
    HELD = 11
    UNHOLDING = 12
    SUSPENDING = 13
    UNSUSPENDING = 14
    RESETTING = 15
    COMPLETING = 16
    COMPLETE = 17


class Mode(IntEnum):
    """UnitModeCurrent; 4 and above are user modes of this line."""

    INVALID = 0
    PRODUCTION = 1
    MAINTENANCE = 2
    MANUAL = 3
    CHANGEOVER = 4
    CLEANING = 5


CONTROL_MODE: Mapping[Mode, ControlMode] = {
    Mode.INVALID: "manual",
    Mode.PRODUCTION: "automatic",
    Mode.MAINTENANCE: "manual",
    Mode.MANUAL: "jog",
    Mode.CHANGEOVER: "manual",
    Mode.CLEANING: "automatic",
}


class Tag:
    """Tag names; what does not begin with Status or Admin is the line builder's own."""

    STATE = "Status.StateCurrent"
    MODE = "Status.UnitModeCurrent"
    SET_SPEED = "Status.MachSpeed"
    SPEED = "Status.CurMachSpeed"
    BLOCKED = "Status.EquipmentInterlock.Blocked"
    STARVED = "Status.EquipmentInterlock.Starved"
    STOP_REASON = "Admin.StopReason.ID"
    PROCESSED = "Admin.ProdProcessedCount[0].AccCount"
    CONSUMED = "Admin.ProdConsumedCount[0].AccCount"
    DEFECTIVE = "Admin.ProdDefectiveCount[0].AccCount"
    REWORK = "Admin.ProdDefectiveCount[1].AccCount"
    CYCLES = "Machine.CycleCount"
    ORDER = "Job.OrderId"
    PRODUCT = "Job.ProductCode"
    RECIPE = "Job.Recipe"
    OPERATION = "Job.Operation"
    BADGE = "HMI.Badge"
    INSPECTED = "Inspect.ResultsStoredCount"
    INFEED = "Conv.InfeedFill_pct"
    FILL_VOLUME = "Process.FillVolume_dml"
    FILL_LEVEL = "Process.FillLevel_ml"
    TORQUE = "Process.CapTorque_cNm"
    HEAD_WEAR = "Process.CapHeadWear_permille"
    REEL = "Process.LabelReel_permille"


DISPATCHED_TAG: Mapping[Source, str] = {
    "system": "Job.DispatchCount.MES",
    "hand": "Job.DispatchCount.HMI",
}
CONFIRMED_TAG: Mapping[Source, str] = {
    "system": "Job.ConfirmCount.MES",
    "hand": "Job.ConfirmCount.HMI",
}
PARAMETER_TAG: Mapping[Source, str] = {
    "system": "Recipe.ChangeCount.MES",
    "hand": "Recipe.ChangeCount.HMI",
}
OPERATOR_EVENT_TAG: Mapping[OperatorEventKind, str] = {
    "acknowledge": "HMI.AcknowledgeCount",
    "reset": "HMI.ResetCount",
    "door": "Safety.GuardOpenCount",
    "estop_release": "Safety.EStopReleaseCount",
    "leave_automatic": "HMI.LeaveAutomaticCount",
    "manual_touch": "HMI.ManualMoveCount",
}
