"""Where InfluxDB answers, and the file that holds the token: the same section for every service."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from influx.buckets import BucketSet
from influx.errors import BadInfluxConfig


class InfluxConfig(BaseModel):
    """The table `influx` of a configuration file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token_file: Path
    url: Annotated[str, Field(pattern=r"^https?://[^/\s]+$")] = "http://127.0.0.1:8086"
    org: Annotated[str, Field(min_length=1)] = "factory"
    world: str = ""
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 10.0

    @field_validator("world")
    @classmethod
    def _names_buckets(cls, world: str) -> str:
        try:
            BucketSet(world)
        except BadInfluxConfig as error:
            raise ValueError(str(error)) from error
        return world

    @property
    def buckets(self) -> BucketSet:
        """Return the set of buckets that this configuration means."""
        return BucketSet(self.world)

    def token(self) -> str:
        """Return the token; raise BadInfluxConfig where its file cannot be used."""
        return read_token(self.token_file)


def read_token(path: Path) -> str:
    """Return the token in a file; raise BadInfluxConfig where there is none."""
    try:
        token = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInfluxConfig(
            f"{path}: the token cannot be read ({error.strerror}); "
            "`factory influx setup` writes the token files"
        ) from error
    if not token or any(mark.isspace() for mark in token):
        raise BadInfluxConfig(
            f"{path}: holds no token: one word is expected; "
            "`factory influx setup --rotate NAME` writes a new one"
        )
    return token
