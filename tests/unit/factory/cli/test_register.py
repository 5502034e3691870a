"""`factory register`: a template that can be read back, and mistakes that are all told."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from analytics.automation.register_file import RegisterFile, process_register
from analytics.automation.register_sheets import read_register
from analytics.errors import BadConfig
from analytics.master.data import load_master_data
from factory.cli.register import app
from factory.errors import ConfigError
from factory.plant_files import packaged_plants
from factory.register_template import write_template
from tests.unit.factory.test_demo_sheets import births

SITE = packaged_plants() / "demo-plant" / "site.toml"


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, BadConfig | ConfigError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_template_says_what_the_births_say(tmp_path: Path) -> None:
    """Filling in what machines said changes nothing about the register."""
    master = load_master_data(SITE)
    write_template(tmp_path / "new", master, births())
    place = master.place
    file, mistakes = read_register(tmp_path / "new", site=place.site, lines=place.lines)
    assert mistakes == []
    assert process_register(file, births()) == process_register(RegisterFile(), births())


def test_a_template_without_a_store_asks_for_what_nobody_said(tmp_path: Path) -> None:
    """Units that master data name are rows; each is told as not complete yet."""
    folder = tmp_path / "new"
    arguments = ("--master-data", str(SITE), "--data-dir", str(tmp_path / "none"))
    said = _run("template", str(folder), *arguments)
    assert "register = " in said
    assert "| `path` |" in (folder / "README.md").read_text(encoding="utf-8")
    with pytest.raises(BadConfig, match=r"^36 mistakes") as refused:
        _run("check", str(folder), *arguments)
    assert str(refused.value).count("column connected: is blank") == 36
    with pytest.raises(ConfigError, match="is there already"):
        _run("template", str(folder), *arguments)


def test_check_counts_what_a_site_names(tmp_path: Path) -> None:
    """The register that ships can be used; without a site there is nothing to check against."""
    none = ("--data-dir", str(tmp_path / "none"))
    said = _run("check", "--master-data", str(SITE), *none)
    assert said == "demo/chongqing: fine; 36 machines, 36 operations\n"
    with pytest.raises(ConfigError, match="--master-data"):
        _run("check", *none)
