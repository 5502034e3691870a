"""The configuration of one ingest worker: a TOML file, secrets from the environment, all checked.

`sample.toml` beside this file is its manual.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from contract.errors import BadName
from contract.topic import TopicFilter
from influx.config import InfluxConfig
from ingest.batcher import BatchLimits
from ingest.errors import BadConfiguration
from ingest.subscriber import Access


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BrokerConfig(_Section):
    """Where the broker is. Its user and password come from the environment or a secret file."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 1883
    username: SecretStr = SecretStr("")
    password: SecretStr = SecretStr("")
    password_file: str = ""
    tls_ca: str = ""
    keepalive_s: Annotated[int, Field(ge=5, le=600)] = 30
    longest_wait_s: Annotated[int, Field(ge=1, le=300)] = 30

    @model_validator(mode="before")
    @classmethod
    def _password_from_file(cls, said: object) -> object:
        if not isinstance(said, dict) or not said.get("password_file"):
            return said
        if said.get("password"):
            raise ValueError("password and password_file are both given; keep one")
        name = str(said["password_file"])
        try:
            password = Path(name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ValueError(f"password_file {name!r} cannot be read ({error.strerror})") from error
        if not password:
            raise ValueError(f"password_file {name!r} is empty; write the password into it")
        return said | {"password": password}

    @field_validator("tls_ca")
    @classmethod
    def _file_is_there(cls, name: str) -> str:
        if name and not Path(name).is_file():
            raise ValueError(f"{name!r} is no file; name one of trusted certificates (PEM)")
        return name

    def access(self) -> Access:
        """Return what the subscriber needs."""
        return Access(
            self.host,
            self.port,
            self.username.get_secret_value(),
            self.password.get_secret_value(),
            self.tls_ca,
            self.keepalive_s,
            self.longest_wait_s,
        )


class BatchConfig(_Section):
    """When a batch is committed: whichever comes first."""

    samples: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    messages: Annotated[int, Field(ge=1, le=10_000)] = 400
    age_ms: Annotated[int, Field(ge=1, le=60_000)] = 200

    def limits(self) -> BatchLimits:
        """Return the limits of the batcher."""
        return BatchLimits(self.samples, self.messages, self.age_ms)


class StoreConfig(_Section):
    """Which store; `retention_days` absent keeps every age, as a played world needs."""

    kind: Literal["duckdb", "influx", "memory", "count"] = "duckdb"
    path: Path = Path(".factory/store.duckdb")
    memory_limit: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)? ?(KB|MB|GB|KiB|MiB|GiB)$")] = (
        "512MB"
    )
    retention_days: Annotated[float, Field(gt=0)] | None = None
    influx: InfluxConfig | None = None

    @model_validator(mode="after")
    def _influx_is_told(self) -> Self:
        if self.kind == "influx" and self.influx is None:
            raise ValueError(
                'kind = "influx" needs a table [store.influx] with url, org and token_file'
            )
        return self


class OwnerConfig(_Section):
    """What the owner of a DuckDB file runs beside ingest; paths from the folder of this file."""

    analytics: Path | None = None
    board: Path | None = None


class HttpConfig(_Section):
    """Where /metrics and /healthz are served; port 0 takes any free one."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 9101


class IngestConfig(BaseSettings):
    """Everything one worker needs; every field has a default but the client id."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="INGEST_", env_nested_delimiter="__"
    )

    client_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    filters: Annotated[tuple[str, ...], Field(min_length=1)] = ("+/+/+/+",)
    broker: BrokerConfig = BrokerConfig()
    batch: BatchConfig = BatchConfig()
    store: StoreConfig = StoreConfig()
    http: HttpConfig = HttpConfig()
    owner: OwnerConfig = OwnerConfig()
    dead_letters: Path = Path(".factory/dead-letters.sqlite")
    silent_after_s: Annotated[float, Field(gt=0)] = 60.0
    pipeline_interval_s: Annotated[float, Field(gt=0)] = 10.0
    queue_limit_mb: Annotated[int, Field(ge=1, le=4096)] = 64

    @field_validator("filters")
    @classmethod
    def _filters_parse(cls, filters: tuple[str, ...]) -> tuple[str, ...]:
        for text in filters:
            try:
                TopicFilter.parse(text)
            except BadName as error:
                raise ValueError(str(error)) from error
        return filters

    def topic_filters(self) -> tuple[TopicFilter, ...]:
        """Return the work centers this worker takes."""
        return tuple(TopicFilter.parse(text) for text in self.filters)

    @property
    def retention_ms(self) -> int | None:
        """The age (ms) beyond which a sample is refused, None for no limit."""
        days = self.store.retention_days
        return None if days is None else round(days * 86_400_000)


def load_config(path: Path) -> IngestConfig:
    """Read and check the file; raise BadConfiguration with a sentence for each mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadConfiguration(
            f"{path}: cannot be read ({error.strerror}); give the path of a TOML file "
            "made after ingest/sample.toml"
        ) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"{path}: is not TOML: {error}") from error
    broker = table.get("broker", {})
    for secret in ("username", "password"):
        if isinstance(broker, dict) and secret in broker:
            raise BadConfiguration(
                f"{path}: broker.{secret} is a secret; remove it here and set the environment "
                f"variable INGEST_BROKER__{secret.upper()}"
            )
    try:
        return IngestConfig(**table)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
            for one in error.errors(include_url=False, include_input=False)
        )
        raise BadConfiguration(f"{path}: {wrong}; see ingest/sample.toml") from error
