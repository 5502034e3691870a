"""Records of MES, ERP and the utility: read from folders, or refused with every mistake."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from analytics.automation.links import LINKS
from analytics.automation.records import (
    BillRecord,
    FactorRecord,
    LinkRecord,
    MaterialRecord,
    OrderRecord,
    Records,
    ReuseRecord,
    StockRecord,
)
from analytics.automation.records_file import RecordsPlace, read_records
from analytics.automation.site_sheets import load_records
from analytics.errors import BadConfig
from analytics.master.calendar import Calendar
from analytics.master.calendar_config import CalendarConfig, Shift
from analytics.master.data import load_master_data
from contract.path import EquipmentPath

SITE = EquipmentPath("e", "s")
LINE = EquipmentPath("e", "s", "a", "l")
PLACE = RecordsPlace(
    SITE,
    frozenset({LINE}),
    Calendar(
        CalendarConfig(shifts=(Shift(name="early", start="06:00", end="14:00"),)),
        zone="Asia/Shanghai",
    ),
)
LINKS_CSV = "link,captured_automatically,run_on_system,evidence\n" + "".join(
    f"{link},{'yes,yes,energy_kwh' if link == 'energy' else 'no,yes,'}\n" for link in LINKS
)
FILES = {
    "orders.csv": "line,order,planned_by,issued_by,completed_by\na/l,B1-*,system,system,hand\n",
    "stock_postings.csv": "time,line,unit,order,material,quantity,source\n"
    "2026-03-01T22:00:00Z,a/l,saw,B1-7,board,-12.5,hand\n"
    "2026-03-02T06:00:00.5+08:00,a/l,,B1-7,panel,12,system\n",
    "links.csv": LINKS_CSV,
    "bills.csv": "carrier,start,end,amount,unit,tce_per_unit\n"
    "electricity,2026-03-01,2026-04-01,95000,kWh,0.0001229\n",
    "emission_factors.csv": "meter,since,kg_co2e_per_unit,source\n"
    'energy_kwh,2022-01-01,0.5703,"national average, ministry"\n',
    "materials.csv": "product,value_cny,rework_cny\ncola,1.2,0.04\n",
    "reuse.csv": "line,start,end,reused_kg\na/l,2026-03-02,2026-03-03T06:00:00+08:00,40\n",
}


def put(folder: Path, **changed: str) -> Path:
    """Write the files above into a folder; a changed one is named without its ending."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name[:-4], text), encoding="utf-8")
    return folder


def ms(*parts: int) -> int:
    """Return an instant in UTC."""
    return round(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc,arg-type]  # a date and a time


def test_every_file_says_what_it_says(tmp_path: Path) -> None:
    """Each kind of record is read; a day is the production day of the site."""
    records, mistakes = read_records([put(tmp_path)], PLACE)
    assert mistakes == []
    assert records.orders == (OrderRecord(LINE, "B1-*", "system", "system", "hand"),)
    first, second = (ms(2026, 3, 1, 22), ms(2026, 3, 1, 22) + 500)
    assert records.stock == (
        StockRecord(first, LINE.unit("saw"), "B1-7", "board", -12.5, keyed=True),
        StockRecord(second, LINE, "B1-7", "panel", 12.0, keyed=False),
    )
    energy = LinkRecord(
        "energy",
        "energy",
        "能耗管理",
        captured_automatically=True,
        run_on_system=True,
        evidence=("energy_kwh",),
    )
    assert energy in records.links
    assert len(records.links) == 14
    march = ms(2026, 2, 28, 22), ms(2026, 3, 31, 22)
    assert records.bills == (BillRecord(SITE, "electricity", *march, 95000.0, "kWh", 0.0001229),)
    since = ms(2021, 12, 31, 22)
    assert records.factors == (
        FactorRecord("energy_kwh", since, 0.5703, "national average, ministry", SITE),
    )
    assert records.materials["cola"] == MaterialRecord("cola", value_cny=1.2, rework_cny=0.04)
    day = ms(2026, 3, 1, 22), ms(2026, 3, 2, 22)
    assert records.reuse == (ReuseRecord(LINE, *day, 40.0),)


def test_what_does_not_stand_there_is_missing(tmp_path: Path) -> None:
    """A folder without files says nothing, and no file is needed."""
    assert load_records([tmp_path], PLACE) == Records()


def test_postings_of_a_played_run_stand_beside_those_of_the_site(tmp_path: Path) -> None:
    """Files of one name in several folders are one list."""
    own, played = put(tmp_path / "own"), tmp_path / "played"
    played.mkdir()
    more = "time,line,unit,order,material,quantity,source\n2026-03-02T00:00:00Z,a/l,,X,m,1,system\n"
    (played / "stock_postings.csv").write_text(more)
    found = load_records([own, played], PLACE)
    assert [one.order for one in found.stock] == ["B1-7", "B1-7", "X"]
    assert found.orders == load_records([own], PLACE).orders


def _more(name: str, rows: str) -> dict[str, str]:
    return {name: FILES[f"{name}.csv"] + rows}


@pytest.mark.parametrize(
    ("changed", "row", "column", "said"),
    [
        (_more("orders", "a/l,B1-*,hand,hand,hand\n"), 3, "", "says again what row 2 of"),
        (_more("orders", "a/x,B2,hand,hand,hand\n"), 3, "line", "e/s/a/x is no line of the site"),
        (_more("orders", "a/l,B2,MES,hand,hand\n"), 3, "planned_by", "write system or hand"),
        (_more("orders", "a/l,,hand,hand,hand\n"), 3, "order", "is blank: every row needs it"),
        (
            _more("stock_postings", "2026-03-02 06:00,a/l,,X,m,1,system\n"),
            4,
            "time",
            "is no instant: write date, time and Z or offset",
        ),
        (
            _more("stock_postings", "2026-02-30T06:00:00Z,a/l,,X,m,1,system\n"),
            4,
            "time",
            "day is out of range",
        ),
        (
            _more("stock_postings", "2026-03-02T06:00:00Z,a/l,Saw 1,X,m,1,system\n"),
            4,
            "unit",
            "'Saw 1' must be 1 to 64 characters",
        ),
        (
            _more("stock_postings", "2026-03-02T06:00:00Z,a/l,,X,m,many,system\n"),
            4,
            "quantity",
            "'many' is no number",
        ),
        (
            {"links": LINKS_CSV.replace("energy_kwh", "energy_kwh watts")},
            11,
            "evidence",
            "'watts' is no field of a sample",
        ),
        (
            {"links": LINKS_CSV.replace("safety,no,yes,\n", "")},
            0,
            "link",
            "says nothing of safety: give each of the 14 links a row",
        ),
        (_more("links", "canteen,no,no,\n"), 16, "link", "'canteen' is not known here"),
        (
            _more("bills", "electricity,2026-03-15,2026-04-15,1,kWh,0.0001229\n"),
            3,
            "",
            "says again what row 2 of",
        ),
        (
            _more("bills", "gas,2026-04-01,2026-03-01,1,m3,0.0013\n"),
            3,
            "end",
            "does not lie behind the start",
        ),
        (_more("bills", "gas,1.3.2026,2026-04-01,1,m3,0.0013\n"), 3, "start", "is no day"),
        (_more("bills", "gas,2026-03-01,2026-04-01,-1,m3,0\n"), 3, "amount", "-1 is negative"),
        (
            _more("emission_factors", "energy_kwh,2022-01-01,0.5,other\n"),
            3,
            "",
            "says again what row 2 of",
        ),
        (_more("emission_factors", "coal_t,2022-01-01,2.6,x\n"), 3, "meter", "'coal_t' is not"),
        (_more("emission_factors", "water_l,2022-01-01,0.1,\n"), 3, "source", "is blank"),
        (_more("materials", "fanta,0,0\n"), 3, "value_cny", "0 is zero: write more than 0"),
        (_more("reuse", "a/l,2026-03-02,2026-03-05,1\n"), 3, "", "says again what row 2 of"),
    ],
)
def test_each_mistake_is_told_with_its_place(
    tmp_path: Path, changed: dict[str, str], row: int, column: str, said: str
) -> None:
    """One wrong cell is one message, and nothing of the files is used."""
    _, (mistake,) = read_records([put(tmp_path, **changed)], PLACE)
    assert (mistake.row, mistake.column) == (row, column)
    assert said in str(mistake)
    with pytest.raises(BadConfig, match="one mistake in CSV files, so nothing of them is used"):
        load_records([tmp_path], PLACE)


def test_master_data_name_the_folder_of_records(tmp_path: Path) -> None:
    """Records come with the site, and its hash follows what they say."""
    lines = '[[lines]]\narea = "a"\nid = "l"\n'
    text = f'enterprise = "e"\nsite = "s"\nrecords = "records"\n{lines}'
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    put(tmp_path / "records")
    first = load_master_data(tmp_path / "site.toml")
    assert len(first.records.orders) == 1
    put(tmp_path / "records", materials="product,value_cny,rework_cny\ncola,1.3,0\n")
    assert load_master_data(tmp_path / "site.toml").hash != first.hash
