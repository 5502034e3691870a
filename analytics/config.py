"""Configuration of analytics: one TOML file, checked before anything is opened."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from analytics.errors import BadConfig
from influx.config import InfluxConfig


class HttpConfig(BaseModel):
    """Where /metrics and /healthz are served by analytics as its own process; 0 takes any port."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 9102


class AnalyticsConfig(BaseSettings):
    """What analytics needs to run; `analytics/sample.toml` explains every key."""

    model_config = SettingsConfigDict(
        env_prefix="ANALYTICS_", frozen=True, extra="forbid", env_ignore_empty=True
    )

    store: Literal["duckdb", "influx"] = "duckdb"
    influx: InfluxConfig | None = None
    http: HttpConfig = HttpConfig()
    instance: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "analytics"
    data_dir: Path = Path(".factory")
    master_data: tuple[Path, ...] = ()
    close_after_s: float = Field(default=900.0, ge=0)
    lateness_horizon_s: float = Field(default=604_800.0, gt=0)
    step_interval_s: float = Field(default=2.0, gt=0)
    duty: float = Field(default=0.1, gt=0, le=1)
    live_duty: float = Field(default=0.05, gt=0, le=1)
    longest_chunk_s: float = Field(default=86_400.0, ge=3_600)
    long_windows_every_s: float = Field(default=300.0, ge=0)
    end_patience_s: float = Field(default=60.0, ge=0)

    @model_validator(mode="after")
    def _influx_is_told(self) -> Self:
        if self.store == "influx" and self.influx is None:
            raise ValueError('store = "influx" needs a table [influx] with url, org and token_file')
        return self


def load_config(path: Path) -> AnalyticsConfig:
    """Read and check a file; raise BadConfig that names file, key and what to do."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadConfig(f"{path}: cannot be read ({error.strerror}): name a TOML file") from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{path}: is not TOML: {error}: correct that line") from error
    try:
        return AnalyticsConfig(**table)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}"
            for found in error.errors()
        )
        raise BadConfig(f"{path}: {wrong}: see analytics/sample.toml for each key") from error
