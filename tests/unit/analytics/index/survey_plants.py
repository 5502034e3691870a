"""Surveys of three units, filled in as they should be, and what they come to."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.survey_template import write_template

PERIOD = "2026-Q1"
VINTAGE = 1_774_000_000_000
UNITS = tuple(
    UnitFacts(
        unit=unit,
        name_en=name,
        name_zh=name_zh,
        sector=sector,
        size="small",
        process=process,
        asset_value=assets,
    )
    for unit, name, name_zh, sector, process, assets in (
        ("demo/chongqing", "demonstration plant", "示范工厂", "liquor", "process", 12_500_000.0),
        ("apparel-a", "apparel a", "服装甲", "apparel", "discrete", None),
        ("furniture-b", "furniture b", "家具乙", "furniture", "mixed", None),
    )
)
# Indicator to answer and lower number, and to the value that they come to.
Answers = Mapping[str, tuple[float | None, float | None]]
ANSWERS: Answers = {
    "DF4": (3, None),
    "DF6": (7, None),
    "DF7": (8, None),
    "DM1": (2, None),
    "DM2": (0, None),
    "DM3": (5, None),
    "DM4": (2_400_000, 150_000_000),
    "DM5": (9, 12),
    "DM6": (4, 7),
    "GC3": (96.5, None),
}
VALUES = {
    "DF4": 75.0,
    "DF6": 50.0,
    "DF7": 100.0,
    "DM1": 40.0,
    "DM2": 0.0,
    "DM3": 100.0,
    "DM4": 1.6,
    "DM5": 75.0,
    "DM6": 400 / 7,
    "GC3": 96.5,
}
FIRST_ROW = 3


def filled_workbook(path: Path, answers: Answers = ANSWERS, *, period: str = PERIOD) -> Path:
    """Write the template of all units as a workbook and fill in the same answers for each."""
    write_template(path, shipped(), UNITS, period, "zh")
    book = load_workbook(path)
    sheet = book["answers"]
    for row in range(FIRST_ROW, FIRST_ROW + len(UNITS) * len(ANSWERS)):
        upper, lower = answers[str(sheet.cell(row, 2).value)]
        sheet.cell(row, 8).value = upper
        sheet.cell(row, 9).value = lower
    book.save(path)
    return path


def filled_folder(
    path: Path, answers: Answers = ANSWERS, units: Sequence[UnitFacts] = UNITS
) -> Path:
    """Do the same with CSV files."""
    write_template(path, shipped(), units, PERIOD, "en")
    rows = csv_rows(path / "answers.csv")
    for row in rows[1:]:
        row[7], row[8] = ("" if one is None else f"{one:.15g}" for one in answers[row[1]])
    write_rows(path / "answers.csv", rows)
    return path


def csv_rows(path: Path) -> list[list[str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write_rows(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a CSV file, as a spreadsheet does."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
