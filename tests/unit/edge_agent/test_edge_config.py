"""Configuration: what is accepted, and what a refusal tells the engineer."""

from pathlib import Path

import pytest

from edge_agent.config import load_config
from edge_agent.errors import BadConfig
from edge_agent.register import register

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "edge_agent" / "sample.toml"
PLANTS = sorted((ROOT / "factory" / "plants").rglob("*.agent.toml"))


def test_sample_is_accepted_and_shows_every_default() -> None:
    """The commented sample loads, and what it says of a default is the default."""
    config = load_config(SAMPLE)
    assert config.path.level == "line"
    for section in (config.broker, config.report):
        assert section == type(section)()
    spool = config.spool.model_copy(update={"path": None})
    assert spool == type(spool)()


@pytest.mark.parametrize("path", [SAMPLE, *PLANTS], ids=lambda path: path.name)
def test_shipped_files_compile_to_a_register(path: Path) -> None:
    """Every agent file in the repository loads and names its units with their metrics."""
    config = load_config(path)
    units = register(config)
    assert [unit.unit for unit in units] == [unit.unit for unit in config.unit]
    assert all("state" in {metric.name for metric in unit.metrics} for unit in units)


def test_metric_tells_where_a_counter_rolls_over() -> None:
    """The register carries the modulus in our unit, and the heartbeat."""
    (unit,) = register(load_config(SAMPLE))
    (produced,) = [metric for metric in unit.metrics if metric.name == "produced"]
    assert (produced.modulus, produced.unit, produced.heartbeat_s) == (65536, "1", 10.0)


def test_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment gives the secret, and printing the configuration does not show it."""
    monkeypatch.setenv("EDGE_AGENT_BROKER__PASSWORD", "s3cret")
    config = load_config(SAMPLE)
    assert config.broker.password.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(config)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("reorder_ms = 2000", "reorder_ms = 2000\ncolour = 1", "report.colour"),
        ('line = "acme/riverside/machining/line-1"', 'line = "acme/riverside"', "work center"),
        ('line = "acme/riverside/machining/line-1"', 'line = "Acme!/a/b/c"', "line"),
        ('mapping = "lathe"', 'mapping = "mill"', "mapping.mill"),
        ("port = 1883", "port = 99999", "broker.port"),
        ('username = ""', 'username = ""\npassword = "x"', "EDGE_AGENT_BROKER__PASSWORD"),
        ('produced = { tag = "partcount"', 'pieces = { tag = "partcount"', "tags.pieces"),
        ('scrap = { tag = "badcount" }', 'scrap = { tag = "b", scale = 0.5 }', "integer scale"),
        ('scrap = { tag = "badcount" }', 'scrap = { tag = "b", value = 1 }', "either tag or value"),
        ('words = "control_modes"', 'words = "modes"', "[words.modes]"),
        ('MANUAL = "manual"', 'MANUAL = "by_hand"', "by_hand"),
        ('program = { tag = "program" }', 'reason = { tag = "why" }', "leave one of them"),
        ('state = "executing"', 'state = "running"', "state"),
        ("spindle_speed = {", "SpindleSpeed = {", "snake case"),
        ('stop_reasons = { "17"', 'reasons = { "17"', "overrides nothing"),
        ("[broker]", "[broker", "is not TOML"),
    ],
)
def test_refusal_says_what_and_where(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A file that must not start is refused with the file's name and the entry to mend."""
    text = SAMPLE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "bad.agent.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        load_config(path)
    assert says in str(caught.value)
    assert "bad.agent.toml" in str(caught.value)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A path that is not there says so."""
    with pytest.raises(BadConfig, match="cannot be read"):
        load_config(tmp_path / "none.toml")


def test_two_units_of_one_name_are_refused(tmp_path: Path) -> None:
    """A unit or vendor name that stands twice would mix two machines."""
    text = SAMPLE.read_text(encoding="utf-8")
    start = text.index("[[unit]]")
    end = text.index("[mapping.lathe]")
    path = tmp_path / "twice.agent.toml"
    path.write_text(text + "\n" + text[start:end], encoding="utf-8")
    with pytest.raises(BadConfig, match="stands twice"):
        load_config(path)


def test_a_file_extends_another(tmp_path: Path) -> None:
    """What stands in a file wins; all the rest is of the file that it extends."""
    folder = tmp_path / "here"
    folder.mkdir()
    (tmp_path / "sample.toml").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / "other.agent.toml"
    path.write_text('extends = "../sample.toml"\nline = "a/b/c/d"\n', encoding="utf-8")
    sample, other = load_config(SAMPLE), load_config(path)
    assert other.line == "a/b/c/d"
    assert other == sample.model_copy(update={"line": "a/b/c/d"})


def test_a_file_that_is_extended_must_be_there(tmp_path: Path) -> None:
    """The refusal names the file that is not there."""
    path = tmp_path / "other.agent.toml"
    path.write_text('extends = "none.toml"\nline = "a/b/c/d"\n', encoding="utf-8")
    with pytest.raises(BadConfig, match=r"none\.toml: cannot be read"):
        load_config(path)
