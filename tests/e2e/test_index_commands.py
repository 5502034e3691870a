"""`factory index` as people type it, over the generated city and over an empty directory."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.command_line import factory

CITY = ("--city", "--period", "2026-Q1", "--runs", "20")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an exported JSON of the city."""
    folder = tmp_path_factory.mktemp("index")
    done = factory("index", "export", *CITY, "--out", "index.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_compute_lists_every_member_with_its_shares(tmp_path: Path) -> None:
    """Each enterprise has a row, and its shares of weight are one."""
    done = factory("index", "compute", *CITY, "--format", "csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) >= 40
    for row in rows:
        shares = [float(value) for name, value in row.items() if name in _SHARES]
        assert sum(shares) == pytest.approx(1.0)


_SHARES = {
    f"share_{name}"
    for name in ("measured", "declared", "generated", "imputed", "not_applicable", "missing")
}


def test_export_by_the_configuration_of_a_file_is_that_file(exported: Path) -> None:
    """An exported file names all that is needed to write its very bytes again."""
    given = ("--config", "index.json", "--out", "again.json")
    done = factory("index", "export", *given, cwd=exported)
    assert done.returncode == 0, done.stderr
    assert (exported / "again.json").read_bytes() == (exported / "index.json").read_bytes()


def test_export_without_room_for_it_puts_the_configuration_beside(exported: Path) -> None:
    """A CSV has no place for the configuration, so that is a file of its own."""
    done = factory("index", "export", *CITY, "--format", "sdmx", "--out", "i.csv", cwd=exported)
    assert done.returncode == 0, done.stderr
    whole = json.loads((exported / "index.json").read_bytes())
    assert json.loads((exported / "i.csv.run.json").read_bytes()) == whole["run"]
    rows = list(csv.DictReader((exported / "i.csv").open(encoding="utf-8")))
    assert {row["STRUCTURE"] for row in rows} == {"dataflow"}
    keys = [(row["UNIT"], row["NODE"], row["MEASURE"], row["TIME_PERIOD"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_a_public_export_names_no_unit_and_counts_what_is_withheld(exported: Path) -> None:
    """The file for publication has the region and its sectors; the one beside a CSV has counts."""
    asked = ("--public", "--format", "csv", "--out", "public.csv")
    done = factory("index", "export", *CITY, *asked, cwd=exported)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((exported / "public.csv").open(encoding="utf-8")))
    assert {row["level"] for row in rows} == {"region", "sector"}
    beside = json.loads((exported / "public.csv.run.json").read_bytes())
    assert beside["metadata"]["withheld_sectors_by_size"] > 0


def test_explain_tells_indicators_and_what_would_raise_the_index(tmp_path: Path) -> None:
    """All 28 stand in it, and the steps come largest gain first."""
    asked = ("apparel-01", *CITY, "--format", "json")
    done = factory("index", "explain", *asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["indicators"]) == 28
    gains = [one["gain"] for one in told["raises"]]
    assert gains == sorted(gains, reverse=True)


def test_compare_splits_the_change_exactly(tmp_path: Path) -> None:
    """The parts add up to the change of the region's index."""
    asked = ("--city", "--from", "2025-Q1", "--to", "2026-Q1", "--format", "json")
    done = factory("index", "compare", *asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    change = next(row["change"] for row in told["region"] if row["node"] == "index")
    parts = dict(told["parts"])
    indicators = parts.pop("indicators")
    assert sum(parts.values()) + sum(indicators.values()) == pytest.approx(change, abs=1e-9)


def test_compare_with_what_was_published_tells_what_was_corrected(exported: Path) -> None:
    """The earlier period stands as its file says; corrections since are a part of the change."""
    early = ("--period", "2025-Q1", "--as-of", "2025-05-15T00:00Z", "--runs", "2")
    done = factory("index", "export", "--city", *early, "--out", "then.json", cwd=exported)
    assert done.returncode == 0, done.stderr
    asked = ("--city", "--from", "2025-Q1", "--to", "2026-Q1", "--published", "then.json")
    done = factory("index", "compare", *asked, "--format", "json", cwd=exported)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    parts = dict(told["parts"])
    assert parts["restated"] != 0
    assert parts["references"] == 0
    indicators = parts.pop("indicators")
    change = next(row["change"] for row in told["region"] if row["node"] == "index")
    assert sum(parts.values()) + sum(indicators.values()) == pytest.approx(change, abs=1e-9)
    for file, said in (("index.json", "of 2026-Q1, not of 2025-Q1"), ("i.csv", "no JSON")):
        (exported / "i.csv").touch()
        done = factory("index", "compare", *asked[:-1], file, cwd=exported)
        assert done.returncode == 2
        assert said in done.stderr


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("compute",), "holds no store"),
        (
            ("compute", "--city", "--period", "2026-03"),
            "2026-03 or any other month; there is 2024-Q2",
        ),
        (("compute", "--city", "--config", "none.json"), "No such file"),
        (("explain", "nobody", *CITY), "names 0 units"),
        (("compare", "--city", "--from", "1999-Q1", "--to", "2026-Q1"), "no observations"),
        (("compute", *CITY, "--write"), "holds no store"),
        (
            ("report", *CITY, "--public", "--unit", "apparel-01", "--out", "r.html"),
            "leave out --unit",
        ),
        (("template", "--period", "2026-Q1", "--out", "s.xlsx"), "name units"),
        (("import", "none.xlsx", "--period", "2026-Q1"), "name units"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(
    asked: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """The command says what is wrong and exits with 2."""
    done = factory("index", *asked, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_reports_are_written_of_a_region_and_of_a_unit(tmp_path: Path) -> None:
    """A page, a public page without enterprises, a plant's own page, and the brief."""
    for name, options in (
        ("region", ()),
        ("public", ("--public",)),
        ("unit", ("--unit", "apparel-01")),
        ("brief", ("--brief",)),
    ):
        done = factory("index", "report", *CITY, *options, "--out", name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    pages = {one.name: one.read_text(encoding="utf-8") for one in tmp_path.iterdir()}
    assert "apparel 01" in pages["region"]
    assert "apparel 01" not in pages["public"]
    assert "apparel 01" in pages["unit"]
    assert "apparel 02" not in pages["unit"]
    assert "最弱三项" in pages["brief"]


def test_template_is_written_once(tmp_path: Path) -> None:
    """A survey that is there is not written over."""
    asked = ("--period", "2026-Q1", "--unit", "works-1", "--lang", "en", "--out", "survey.xlsx")
    assert factory("index", "template", *asked, cwd=tmp_path).returncode == 0
    assert factory("index", "template", *asked, cwd=tmp_path).returncode == 2
