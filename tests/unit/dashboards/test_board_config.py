"""The board's configuration: the sample is the manual, mistakes are told in sentences."""

from importlib.resources import files
from pathlib import Path

import pytest

from dashboards.board.config import BoardConfig, load_config
from dashboards.board.errors import BadConfiguration


def test_sample_shows_every_key_with_its_default() -> None:
    """sample.toml loads, names every key, and gives each its default; InfluxDB has none."""
    sample = Path(str(files("dashboards.board") / "sample.toml"))
    config = load_config(sample)
    assert config == BoardConfig()
    assert config.model_fields_set == set(BoardConfig.model_fields) - {"influx"}
    assert "[influx]" in sample.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('host = "0.0.0.0"', ("'0.0.0.0'", "beyond_this_computer")),
        ("port = 70000", ("port", "65535")),
        ('hots = ["a"]', ("hots",)),
        ("port = ", ("is not TOML",)),
    ],
)
def test_mistake_is_told_with_file_and_key(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    """A wrong file is refused with its path and what is wrong in it."""
    path = tmp_path / "board.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfiguration) as caught:
        load_config(path)
    assert all(word in str(caught.value) for word in (str(path), *words))


def test_other_address_is_served_when_it_is_meant(tmp_path: Path) -> None:
    """An address beyond the loopback is taken when the file says that it is meant."""
    path = tmp_path / "board.toml"
    path.write_text('host = "0.0.0.0"\nbeyond_this_computer = true\n', encoding="utf-8")
    assert load_config(path).host == "0.0.0.0"  # noqa: S104 - compared, not bound


def test_absent_file_says_where_to_begin(tmp_path: Path) -> None:
    """A path without a file names the sample to copy."""
    with pytest.raises(BadConfiguration, match=r"sample\.toml"):
        load_config(tmp_path / "none.toml")
