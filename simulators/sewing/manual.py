"""Tables without a machine: a retrofit box with a light barrier and a badge reader."""

from simulators.sewing.station import Station

__all__ = ["ManualStation"]


class ManualStation(Station):
    """Hand work; the box sees pieces, bundles and people, and nothing of a machine."""

    can_fail = False
