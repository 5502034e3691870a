"""Panels of the register: what the machines behind the ids are called, and what they are."""

from contract.series import REGISTER
from dashboards.grafana.influxql import Select, Table, call, chosen, select
from dashboards.grafana.kpi_queries import PER_UNIT_TAGS
from dashboards.grafana.panel import Column, Link, Panel, Query
from dashboards.grafana.texts import Text

_REGISTER = Table(REGISTER)
_WORDS = ("name_en", "name_zh", "kind", "vendor", "model")
NO_BIRTH = Text(
    "No birth of these machines is in the register of this world.",
    "此数据集的登记表中没有这些设备的注册信息。",
)


def _nameplates(*, unit: bool) -> Select:
    """Return the newest registration of each machine, whenever it was."""
    where = [chosen(_REGISTER["site"], "site"), chosen(_REGISTER["work_center"], "line")]
    newest = select(
        _REGISTER,
        [call("last", _REGISTER[name]).named(name) for name in _WORDS],
        where=[*where, chosen(_REGISTER["work_unit"], "unit")] if unit else where,
        time="",
        group=PER_UNIT_TAGS,
    )
    return select(newest, [newest[name].named(name) for name in (*PER_UNIT_TAGS, *_WORDS)], time="")


def nameplates(*, width: int, height: int, unit: bool = True) -> Panel:
    """Return names, kind and maker of the chosen machine, or of all machines of a line."""
    to_machine = Link(
        title=Text("Open the machine", "打开设备页"),
        dashboard="machine",
        given={
            "site": "${__data.fields.site}",
            "line": "${__data.fields.work_center}",
            "unit": "${__data.fields.work_unit}",
        },
    )
    return Panel(
        kind="table",
        title=Text("Nameplate", "铭牌") if unit else Text("Machines of the line", "产线设备"),
        description=Text(
            "What the machine's agent registered at its birth, whatever time is chosen.",
            "设备的边缘代理上线时登记的信息，与所选时间无关。",
        ),
        width=width,
        height=height,
        queries=(Query(select=_nameplates(unit=unit), table=True),),
        columns=(
            Column(name="Time", title=Text("Time", "时间"), hidden=True),
            Column(name="site", title=Text("Site", "工厂"), hidden=True),
            Column(name="work_center", title=Text("Line", "产线"), hidden=True),
            Column(
                name="work_unit", title=Text("Machine", "设备"), link=None if unit else to_machine
            ),
            Column(name="name_en", title=Text("Name", "英文名称"), only="en"),
            Column(name="name_zh", title=Text("Chinese name", "名称"), only="zh"),
            Column(name="kind", title=Text("Kind", "类型")),
            Column(name="vendor", title=Text("Maker", "制造商")),
            Column(name="model", title=Text("Model", "型号")),
        ),
        no_value=NO_BIRTH,
    )
