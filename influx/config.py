"""Where InfluxDB answers, and the file that holds the token: the same section for every service."""

import re
import urllib.parse
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from influx.buckets import BucketSet
from influx.errors import BadInfluxConfig


class InfluxConfig(BaseModel):
    """The table `influx` of a configuration file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token_file: Path
    url: str = "http://127.0.0.1:8086"
    org: Annotated[str, Field(min_length=1)] = "factory"
    world: str = ""
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 10.0

    @field_validator("url")
    @classmethod
    def _names_a_server(cls, url: str) -> str:
        if not _is_server(url):
            raise ValueError("url is no address: write http://host:port, without path or user")
        return url

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
    except UnicodeDecodeError:
        token = ""
    # A header carries nothing else, and its errors would show the token.
    if re.fullmatch(r"[!-~]+", token) is None:
        raise BadInfluxConfig(
            f"{path}: holds no token: one word is expected; "
            "`factory influx setup --rotate NAME` writes a new one"
        )
    return token


def _is_server(url: str) -> bool:
    """Tell whether a URL names a host, and a port or the usual one, and nothing more."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    whole = f"{parts.scheme}://{parts.netloc}" == url and "@" not in url
    return parts.scheme in {"http", "https"} and bool(host) and port != 0 and whole
