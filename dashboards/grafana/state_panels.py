"""Panels of raw samples that several pages share: state timelines and machines by state."""

from dashboards.grafana.panel import Link, Panel, Query
from dashboards.grafana.sample_queries import (
    SHORTEST_INTERVAL,
    machines_in,
    state_now,
    states,
)
from dashboards.grafana.states import state_names
from dashboards.grafana.texts import Text, same

NO_SAMPLES = Text(
    "No raw sample in this time: live samples are kept for 30 days, and a machine that never "
    "spoke has none.",
    "此时间段内没有原始样本：实时样本保留 30 天，从未发送数据的设备没有样本。",
)
SHORT_RANGE = Text(
    "Read from raw samples, for ranges of up to about a day; beyond that see where the time went.",
    "读自原始样本，适用于约一天以内的范围；更长范围请看时间去向。",
)


def machine_link() -> Link:
    """Return the way from a machine's series to its page."""
    return Link(
        title=Text("Open the machine", "打开设备页"),
        dashboard="machine",
        given={
            "site": "${__field.labels.site}",
            "line": "${__field.labels.work_center}",
            "unit": "${__field.labels.work_unit}",
        },
    )


def state_timeline(*, width: int, height: int, unit: bool = True, linked: bool = True) -> Panel:
    """Return what each machine did, with silence in a colour of its own."""
    return Panel(
        kind="state-timeline",
        title=Text("What the machines did", "设备状态时间线"),
        description=SHORT_RANGE.then(
            Text(
                "The last state of each interval of at least 30 s (three heartbeats); an interval "
                "in which a machine said nothing is unknown.",
                "每个不短于 30 秒（三次心跳）的间隔取最后状态；间隔内设备没有任何数据即为未知。",
            )
        ),
        width=width,
        height=height,
        queries=(Query(select=states(unit=unit), alias=same("$tag_work_unit")),),
        names="state",
        every=SHORTEST_INTERVAL,
        link=machine_link() if linked else None,
        no_value=NO_SAMPLES,
    )


def machines_by_state(*, width: int, height: int) -> Panel:
    """Return how many machines of a line are in each state at the end of the chosen time."""
    return Panel(
        kind="stat",
        title=Text("Machines now", "当前设备状态"),
        description=Text(
            "How many machines of the line were last seen in each state in the last minute of the "
            "chosen time. Unknown: spoke in the last hour, but not in the last minute.",
            "所选时间最后一分钟内，产线各状态的设备数。未知：最近一小时有数据，但最后一分钟没有。",
        ),
        width=width,
        height=height,
        queries=tuple(
            Query(select=machines_in(code), alias=name, colour=colour)
            for code, (name, colour) in state_names().items()
        ),
        unit="locale",
        no_value=NO_SAMPLES,
    )


def state_tile(*, width: int, height: int) -> Panel:
    """Return the state of one machine at the end of the chosen time."""
    return Panel(
        kind="stat",
        title=Text("State now", "当前状态"),
        description=Text(
            "The last state in the last minute of the chosen time; unknown if the machine spoke "
            "in the hour before, but not in that minute.",
            "所选时间最后一分钟内的最后状态；若设备此前一小时有数据而该分钟没有，则为未知。",
        ),
        width=width,
        height=height,
        queries=(Query(select=state_now(), alias=same("$tag_work_unit")),),
        names="state",
        no_value=NO_SAMPLES,
    )
