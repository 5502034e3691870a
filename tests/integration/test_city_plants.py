"""The enterprises of the city through the whole path, and that they are played once."""

from pathlib import Path

import pytest

from analytics.rate_queries import rate_rows
from contract.green_measures import GREEN_MEASURES
from contract.rates import RateSeries
from factory.commands.city_plants import CityOptions, run
from factory.data_dir import DataDir, World
from factory.errors import WorldMismatch
from factory.open_stores import open_stores

ENTERPRISES = ("cq-bottling", "cq-furniture", "cq-sewing")
PRODUCTION = {f"DP{number}" for number in range(1, 9)}
GREEN = {one.indicator for one in GREEN_MEASURES} - {""}
# Longer than the opening of the sewing plant, in which nothing is scheduled.
SHORT_H = 0.25


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first hour of the first day."""
    folder = tmp_path_factory.mktemp("city")
    assert run(CityOptions(hours=1.0, seed=7, data_dir=folder)) == 0
    return folder


def indicators(folder: Path, series: RateSeries, enterprise: str, period: str) -> dict[str, str]:
    """Return the status of each indicator of an enterprise's site that has a value."""
    with open_stores(DataDir(folder), None, read_only=True) as stores:
        rows = rate_rows(stores.kpis, series, level="site")
    mine = rows[(rows["path"] == f"{enterprise}/plant") & (rows["period"] == period)]
    known = mine[(mine["indicator"] != "") & mine["value"].notna()]
    return dict(zip(known["indicator"], known["status"], strict=True))


@pytest.mark.parametrize("period", ["month", "quarter"])
@pytest.mark.parametrize("enterprise", ENTERPRISES)
def test_every_indicator_of_production_is_measured(
    played: Path, enterprise: str, period: str
) -> None:
    """Eight of eight have a value, and each was observed."""
    found = indicators(played, "automation", enterprise, period)
    assert found.keys() >= PRODUCTION
    assert {found[name] for name in PRODUCTION} == {"observed"}


@pytest.mark.parametrize("enterprise", ENTERPRISES)
def test_every_green_indicator_is_measured(played: Path, enterprise: str) -> None:
    """Bills and the base period lie in the run, so changes and the monitoring rate are known."""
    found = indicators(played, "green", enterprise, "month")
    assert found == dict.fromkeys(GREEN, "observed")


def test_a_second_call_does_nothing_and_says_so(
    played: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same plants are not played again."""
    before = (played / "store.duckdb").stat()
    assert run(CityOptions(hours=1.0, seed=7, data_dir=played)) == 0
    assert "nothing to do" in capsys.readouterr().out
    after = (played / "store.duckdb").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_other_plants_are_played_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another world, and one that did not end, replace what is there."""
    for seed in (7, 8):
        assert run(CityOptions(hours=SHORT_H, seed=seed, data_dir=tmp_path)) == 0
        assert "0 differences from the truth" in capsys.readouterr().out
    (tmp_path / "city.json").write_text('{"key"', encoding="utf-8")
    assert run(CityOptions(hours=SHORT_H, seed=8, data_dir=tmp_path)) == 0
    assert "0 differences from the truth" in capsys.readouterr().out


def test_another_world_is_not_emptied(tmp_path: Path) -> None:
    """A directory of something else is refused, and left as it is."""
    other = World(kind="demo", scenario="demo-plant", seed=7, start=0)
    DataDir(tmp_path).claim(other)
    with pytest.raises(WorldMismatch, match="--fresh"):
        run(CityOptions(hours=SHORT_H, seed=7, data_dir=tmp_path))
    assert DataDir(tmp_path).remembered() == other
