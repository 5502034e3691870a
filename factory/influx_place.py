"""Which InfluxDB and which of its bucket sets a run or a command means, with the tokens it has.

It is remembered in the data directory of a run, so that `factory oee` finds the same rows.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from factory.errors import ConfigError

if TYPE_CHECKING:
    from influx.config import InfluxConfig

DEFAULT_URL = "http://127.0.0.1:8086"
DEFAULT_TOKENS = Path(".influx-tokens")
Role = Literal["ingest", "analytics", "board"]


class InfluxPlace(msgspec.Struct, frozen=True, kw_only=True):
    """An InfluxDB, the world whose buckets are meant (empty: the live plant), and token files."""

    url: str = DEFAULT_URL
    org: str = "factory"
    world: str = ""
    tokens: str = str(DEFAULT_TOKENS)

    def config(self, role: Role) -> "InfluxConfig":
        """Return how this role reaches its buckets; raise ConfigError for what cannot be."""
        from pydantic import ValidationError  # heavy, and `factory --help` needs none of it

        from influx.config import InfluxConfig

        folder = Path(self.tokens) / self.world if self.world else Path(self.tokens)
        try:
            return InfluxConfig(
                url=self.url, org=self.org, world=self.world, token_file=folder / f"{role}.token"
            )
        except ValidationError as error:
            wrong = "; ".join(one["msg"].removeprefix("Value error, ") for one in error.errors())
            raise ConfigError(f"InfluxDB at {self.url!r}, world {self.world!r}: {wrong}") from error

    def __str__(self) -> str:
        """Say where, in words for an error message."""
        return f"InfluxDB at {self.url}, {f'world {self.world}' if self.world else 'live buckets'}"


def world_name(*parts: str | int) -> str:
    """Return a name for buckets, as in demo-plant-7."""
    text = "-".join(str(part) for part in parts).lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:63]


def place_of(store: str | None, *, url: str, world: str, tokens: Path) -> InfluxPlace | None:
    """Return the place that options name, None where they do not ask for InfluxDB."""
    if store != "influx":
        return None
    place = InfluxPlace(url=url, world=world, tokens=str(tokens.resolve()))
    place.config("board")  # refused here, before anything starts
    return place
