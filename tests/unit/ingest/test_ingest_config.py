"""The configuration: the sample is the manual, and every mistake is a sentence."""

from pathlib import Path

import pytest

import ingest
from ingest.config import IngestConfig, load_config
from ingest.errors import BadConfiguration

SAMPLE = Path(ingest.__file__).parent / "sample.toml"


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "ingest.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_sample_is_valid_and_shows_the_defaults() -> None:
    """What the sample says is what an empty file would mean."""
    assert load_config(SAMPLE) == IngestConfig(client_id="ingest-1")


def test_sample_names_every_key() -> None:
    """No setting can be found only in the code."""
    text = SAMPLE.read_text(encoding="utf-8")
    config = load_config(SAMPLE)
    names = [*IngestConfig.model_fields]
    for section in (config.broker, config.batch, config.store, config.http):
        names += [*type(section).model_fields]
    assert [name for name in names if name not in text.lower()] == []


def test_secrets_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is read from the environment beside a broker table in the file."""
    monkeypatch.setenv("INGEST_BROKER__USERNAME", "ada")
    monkeypatch.setenv("INGEST_BROKER__PASSWORD", "s3cret")
    config = load_config(written(tmp_path, 'client_id = "w"\n[broker]\nport = 1884\n'))
    access = config.broker.access()
    assert (access.username, access.password, access.port) == ("ada", "s3cret", 1884)
    assert "s3cret" not in repr(config)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "client_id"),
        ('client_id = "a b"', "client_id"),
        ('client_id = "w"\nfilters = ["a/b"]', "four levels"),
        ('client_id = "w"\nfilters = []', "filters"),
        ('client_id = "w"\n[batch]\nsamples = 0', "batch.samples"),
        ('client_id = "w"\n[store]\nmemory_limit = "lots"', "store.memory_limit"),
        ('client_id = "w"\n[store]\nkind = "oracle"', "store.kind"),
        ('client_id = "w"\nclient = 3', "client"),
        ('client_id = "w"\n[broker]\npassword = "x"', "INGEST_BROKER__PASSWORD"),
        ('client_id = "w"\n[broker]\ntls_ca = "absent.pem"', "broker.tls_ca"),
        ("client_id = ", "not TOML"),
    ],
)
def test_mistake_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """The sentence names the file and the key."""
    path = written(tmp_path, text)
    with pytest.raises(BadConfiguration) as caught:
        load_config(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_missing_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """A path that leads nowhere is a mistake of configuration, not a traceback."""
    with pytest.raises(BadConfiguration, match=r"sample\.toml"):
        load_config(tmp_path / "none.toml")
