"""The configuration of a board that runs as its own process: one TOML file, all checked.

`sample.toml` beside this file is its manual.
"""

import ipaddress
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dashboards.board.errors import BadConfiguration
from influx.config import InfluxConfig


class BoardConfig(BaseModel):
    """Where the board is served, and what it shows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8420
    hosts: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    beyond_this_computer: bool = False
    store: Literal["duckdb", "influx"] = "duckdb"
    data_dir: Path = Path(".factory")
    influx: InfluxConfig | None = None
    dead_letters: tuple[Path, ...] = ()
    analytics_url: Annotated[str, Field(pattern=r"^(https?://[^/\s]+)?$")] = ""
    master_data: tuple[Path, ...] = ()

    @model_validator(mode="after")
    def _influx_is_told(self) -> Self:
        if self.store == "influx" and self.influx is None:
            raise ValueError('store = "influx" needs a table [influx] with url, org and token_file')
        return self

    @model_validator(mode="after")
    def _loopback_unless_told(self) -> Self:
        if self.beyond_this_computer or _is_loopback(self.host):
            return self
        raise ValueError(
            f"host {self.host!r} can be reached from other computers and the board asks nobody "
            "for a password; write beyond_this_computer = true if that is meant"
        )


def load_config(path: Path) -> BoardConfig:
    """Read and check the file; raise BadConfiguration with a sentence for each mistake."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadConfiguration(
            f"{path}: cannot be read ({error.strerror}); give the path of a TOML file "
            "made after dashboards/board/sample.toml"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"{path}: is not TOML: {error}") from error
    try:
        return BoardConfig.model_validate(table)
    except ValidationError as error:
        wrong = "; ".join(
            (": ".join((".".join(str(part) for part in one["loc"]), one["msg"])))
            .removeprefix(": ")
            .replace("Value error, ", "")
            for one in error.errors(include_url=False, include_input=False)
        )
        raise BadConfiguration(f"{path}: {wrong}; see dashboards/board/sample.toml") from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
