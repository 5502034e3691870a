"""The options of a store on the command line, and what a command gets of them."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from factory.cli.store_options import StoreOptions, reads_store
from factory.commands.reading import Source


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the variables that name a store outside."""
    for name in ("STORE", "INFLUX_URL", "WORLD", "TOKENS", "DEAD_LETTERS", "MASTER_DATA"):
        monkeypatch.delenv(f"FACTORY_{name}", raising=False)


def _got(*arguments: str, masters: bool = False, dead_letters: bool = False) -> StoreOptions | None:
    """Return what a command gets of these arguments, None where they are refused."""
    got: list[StoreOptions] = []
    app = typer.Typer()

    @app.command()
    @reads_store(masters=masters, dead_letters=dead_letters)
    def read(unit: str, *, where: StoreOptions) -> None:
        assert unit == "filler"
        got.append(where)

    result = CliRunner().invoke(app, ["filler", *arguments])
    assert result.exit_code == (0 if got else 2), result.output
    return got[0] if got else None


def test_a_command_without_options_reads_the_default_directory() -> None:
    """Nothing typed is nothing named."""
    assert _got(masters=True, dead_letters=True) == StoreOptions()


def test_what_is_typed_is_what_a_command_reads() -> None:
    """Directory, files of sites and of dead letters come through, each as often as typed."""
    typed = ("--data-dir", "d", "--master-data", "a.toml", "--master-data", "b.toml")
    got = _got(*typed, "--dead-letters", "x.jsonl", masters=True, dead_letters=True)
    assert got is not None
    sites = (Path("a.toml"), Path("b.toml"))
    want = Source(Path("d"), dead_letters=(Path("x.jsonl"),), master_data=sites)
    assert got.source() == want


@pytest.mark.parametrize("option", ["--master-data", "--dead-letters"])
def test_an_option_that_a_command_does_not_need_is_refused(option: str) -> None:
    """Nothing is taken and then not used."""
    assert _got(option, "file") is None


def test_an_influxdb_is_named_by_store_url_world_and_tokens(tmp_path: Path) -> None:
    """The four options together are the place."""
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "board.token").write_text("t", encoding="utf-8")
    url = "http://127.0.0.1:1"
    typed = ("--store", "influx", "--url", url, "--world", "w", "--tokens", str(tmp_path))
    got = _got(*typed)
    assert got is not None
    place = got.source().place
    assert place is not None
    assert (place.url, place.world, place.tokens) == (url, "w", str(tmp_path.resolve()))
