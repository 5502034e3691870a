"""`factory grafana`: what build writes, what check finds, what push refuses."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from factory.cli.grafana import app
from factory.errors import ConfigError
from factory.plant_files import packaged_plants

_SITE = packaged_plants() / "demo-plant" / "site.toml"


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, ConfigError):
        raise result.exception
    return result.exit_code, result.output


def _places(folder: Path) -> list[str]:
    return ["--out", str(folder / "out"), "--rules", str(folder / "rules.json")]


def test_built_files_pass_the_check(tmp_path: Path) -> None:
    """Build writes both languages and the rules, and check has nothing to say."""
    code, said = _run("build", *_places(tmp_path))
    assert (code, "26 dashboards" in said) == (0, True)
    assert (tmp_path / "out" / "zh" / "sf-line-zh.json").is_file()
    assert (tmp_path / "rules.json").is_file()
    assert _run("check", *_places(tmp_path))[0] == 0


def test_check_names_a_stale_file(tmp_path: Path) -> None:
    """A file that was edited by hand is named, with what to do."""
    _run("build", *_places(tmp_path))
    page = tmp_path / "out" / "en" / "sf-line.json"
    page.write_text(page.read_text("utf-8").replace("Line", "Band"), encoding="utf-8")
    code, said = _run("check", *_places(tmp_path))
    assert code == 1
    assert f"{page}: not what the builders make; run `factory grafana build`" in said


def test_build_takes_the_targets_of_a_site(tmp_path: Path) -> None:
    """Another site's target is another threshold, so the demo plant's check finds it stale."""
    site = shutil.copytree(_SITE.parent, tmp_path / "plant") / "site.toml"
    text = _SITE.read_text("utf-8")
    site.write_text(text.replace("oee_index = 0.65\n", "oee_index = 0.8\n", 1), encoding="utf-8")
    assert _run("build", "--site", str(site), *_places(tmp_path))[0] == 0
    assert '"value": 0.8' in (tmp_path / "out" / "en" / "sf-plant.json").read_text("utf-8")
    assert _run("check", "--site", str(site), *_places(tmp_path))[0] == 0
    assert _run("check", *_places(tmp_path))[0] == 1


def test_push_without_a_token_file_is_refused(tmp_path: Path) -> None:
    """The sentence names the file."""
    with pytest.raises(ConfigError, match="absent"):
        _run("push", "--url", "http://127.0.0.1:9", "--token-file", str(tmp_path / "absent"))
