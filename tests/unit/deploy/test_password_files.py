"""The broker's password from a file of its own, as containers get their secrets."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

import edge_agent.config
import ingest.config

BROKERS = [ingest.config.BrokerConfig, edge_agent.config.BrokerConfig]


@pytest.fixture(params=BROKERS, ids=["ingest", "edge_agent"])
def broker(request: pytest.FixtureRequest) -> Callable[[dict[str, str]], BaseModel]:
    """Return what reads the [broker] table of each service."""
    model: type[BaseModel] = request.param
    return model.model_validate


def test_password_stands_in_a_file(
    broker: Callable[[dict[str, str]], BaseModel], tmp_path: Path
) -> None:
    """The password is the file's text without the newline, and is not shown."""
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n", encoding="utf-8")
    config = broker({"password_file": str(secret)})
    password: SecretStr = config.password  # type: ignore[attr-defined]  # both sections have it
    assert password.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(config)


def test_empty_or_absent_password_file_is_refused(
    broker: Callable[[dict[str, str]], BaseModel], tmp_path: Path
) -> None:
    """A file that cannot be a password is named before anything connects."""
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(ValidationError, match=r"empty' is empty"):
        broker({"password_file": str(empty)})
    with pytest.raises(ValidationError, match="absent' cannot be read"):
        broker({"password_file": str(tmp_path / "absent")})


def test_password_given_twice_is_refused(
    broker: Callable[[dict[str, str]], BaseModel], tmp_path: Path
) -> None:
    """A password in the environment beside a file leaves open which one is meant."""
    secret = tmp_path / "secret"
    secret.write_text("one", encoding="utf-8")
    with pytest.raises(ValidationError, match="keep one"):
        broker({"password": "other", "password_file": str(secret)})
