"""A small register as text, and how to put one into a folder."""

from pathlib import Path

from contract.path import EquipmentPath

SITE = EquipmentPath("e", "s")
LINE = EquipmentPath("e", "s", "a", "l")
LINES = frozenset({LINE})
SITE_TOML = """
enterprise = "e"
site = "s"
register = "register"
[[lines]]
area = "a"
id = "l"
"""
EQUIPMENT = """\
path,name_en,name_zh,kind,net_value_cny,digital_interface,control_type,connected,required_tags,\
standby_power_kw,gateway
e/s/a/l/saw,Saw,锯床,saw,120000,opc_ua,numerical_control,yes,12,0.4,
e/s/a/l/press,,,,,,,yes,,,
e/s/a/l/table,Table,工作台,manual,1800,none,manual,no,0,0,"counter, light barrier"
"""
OPERATIONS = """\
path,operation,name_en,name_zh,standard_time_s,control_type,key,level_physical,level_cognitive
e/s/a/l/saw,cut,Cut,锯切,30.5,numerical_control,yes,6,4
e/s/a/l/press,press,,,,,,5,
e/s/a/l/table,pack,Pack,包装,20,manual,no,1,2
"""


def put(folder: Path, *, equipment: str = EQUIPMENT, operations: str = OPERATIONS) -> Path:
    """Write both files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "equipment.csv").write_text(equipment, encoding="utf-8")
    (folder / "operations.csv").write_text(operations, encoding="utf-8")
    return folder
