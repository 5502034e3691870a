"""One TOML file per line enters; a frozen, checked configuration leaves, secrets from outside.

Secrets (the broker's password, the key of the operators' pseudonyms) come from the environment, a
file of their own or the wiring, never from the TOML file. `sample.toml` beside this is the manual.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from contract.errors import BadName
from contract.messages import ControlType, DigitalInterface
from contract.path import EquipmentPath
from edge_agent.errors import BadConfig
from edge_agent.mapping_config import CATALOGUES, MappingConfig, Strict, WordTable
from edge_agent.operators import OperatorsConfig, check_unsaid

Text = Annotated[str, StringConstraints(max_length=256)]
Positive = Annotated[float, Field(gt=0)]
ENV_PREFIX = "EDGE_AGENT_"
_SECRETS = (("broker", "password"), ("operators", "key"))


class BrokerConfig(Strict):
    """Where to publish, and how patiently."""

    host: str = "127.0.0.1"
    port: int = Field(default=1883, ge=1, le=65535)
    username: str = ""
    password: SecretStr = SecretStr("")
    password_file: str = ""  # holds nothing but the password
    keepalive_s: int = Field(default=20, ge=1)
    max_inflight: int = Field(default=16, ge=1, le=1000)
    reconnect_min_s: float = Field(default=0.5, gt=0)
    reconnect_max_s: float = Field(default=30.0, gt=0)
    # Messages per second of a backlog; 0 is no limit. Never applied to a played world.
    drain_messages_per_s: float = Field(default=200.0, ge=0)
    status_s: float = Field(default=10.0, gt=0)
    stop_limit_s: float = Field(default=5.0, ge=0)

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


class SpoolConfig(Strict):
    """What is kept on disk, and for how long."""

    path: Path | None = None
    max_bytes: int = Field(default=1 << 30, gt=0)
    # A source on a virtual clock waits while more rows than this are unsent.
    high_water_rows: int = Field(default=64, ge=1)
    keep_acked_s: float = Field(default=60.0, ge=0)


class ReportConfig(Strict):
    """How readings become messages."""

    reorder_ms: int = Field(default=2000, ge=0)
    max_samples_per_message: int = Field(default=250, ge=1)
    max_age_ms: int = Field(default=1000, ge=0)


class ShdrConfig(Strict):
    """An MTConnect adapter: where it listens, and what its lines leave unsaid."""

    kind: Literal["shdr"] = "shdr"
    host: str = "127.0.0.1"
    port: int = Field(default=7878, ge=1, le=65535)
    unit: str  # source_unit of lines that name no device
    conditions: tuple[str, ...] = ()  # keys whose values are level, code, severity, ...


class SimulatedConfig(Strict):
    """A line of a simulated world; without `hours` it goes on at wall speed."""

    kind: Literal["simulated"] = "simulated"
    scenario: str
    seed: int = 7
    start: str | None = None  # ISO 8601 with offset; default: the scenario's own
    hours: float | None = Field(default=None, gt=0)
    speed: str = "max"  # or world seconds per wall second


class OperationConfig(Strict):
    """One operation of the process register."""

    id: Text
    standard_time_s: Positive
    control_type: ControlType
    key: bool = False


class UnitConfig(Strict):
    """One row of the register: a work unit, and the mapping that reads it."""

    unit: Annotated[str, StringConstraints(pattern="^[a-z0-9-]{1,64}$")]
    source_unit: str
    mapping: str
    name_en: Text
    name_zh: Text
    kind: Text
    vendor: Text = ""
    model: Text = ""
    controller: Text = ""
    digital_interface: DigitalInterface
    numerically_controlled: bool = False
    asset_value_cny: float = Field(default=0.0, ge=0)
    key_process: bool = False
    items_per_count: Positive = 1.0
    planned_run_time_s: dict[Text, Positive] = Field(default_factory=dict)
    operations: tuple[OperationConfig, ...] = ()
    words: dict[str, WordTable] = Field(default_factory=dict)


class AgentConfig(BaseSettings):
    """Everything one edge agent is told."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        hide_input_in_errors=True,  # a traceback must not show a secret of the environment
    )

    line: str
    broker: BrokerConfig = BrokerConfig()
    spool: SpoolConfig = SpoolConfig()
    report: ReportConfig = ReportConfig()
    source: Annotated[ShdrConfig | SimulatedConfig, Field(discriminator="kind")] | None = None
    operators: OperatorsConfig | None = None
    unit: tuple[UnitConfig, ...] = Field(min_length=1)
    mapping: dict[str, MappingConfig]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        del settings_cls, dotenv_settings, file_secret_settings
        return (env_settings, init_settings)

    @property
    def path(self) -> EquipmentPath:
        """The work center this agent owns."""
        return EquipmentPath.parse(self.line)

    @property
    def spool_path(self) -> Path:
        """Where the spool lies; a file of its own per line."""
        if self.spool.path is not None:
            return self.spool.path
        return Path(".factory") / "spool" / f"{self.line.replace('/', '.')}.sqlite"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        try:
            level = self.path.level
        except BadName as error:
            raise ValueError(f"line: {error}") from error
        if level != "line":
            raise ValueError(
                f"line {self.line!r} must be a work center: enterprise/site/area/work-center"
            )
        for name in ("unit", "source_unit"):
            seen: set[str] = set()
            for unit in self.unit:
                said: str = getattr(unit, name)
                if said in seen:
                    raise ValueError(f"{name} {said!r} stands twice; each unit needs its own")
                seen.add(said)
        for unit in self.unit:
            if unit.mapping not in self.mapping:
                raise ValueError(
                    f"unit {unit.unit}: mapping {unit.mapping!r} is not there;"
                    f" add [mapping.{unit.mapping}]"
                )
            mapping = self.mapping[unit.mapping]
            self._check_words(unit, mapping)
            if self.operators is None:
                check_unsaid(unit.mapping, mapping)
            else:
                self.operators.check(unit.mapping, mapping)
        return self

    @staticmethod
    def _check_words(unit: UnitConfig, mapping: MappingConfig) -> None:
        for table, words in unit.words.items():
            if table not in mapping.words:
                raise ValueError(
                    f"unit {unit.unit}: words.{table} overrides nothing; the mapping"
                    f" {unit.mapping} has no [words.{table}]"
                )
            for name, origin in mapping.tags.items():
                wrong = set(words.values()) - set(CATALOGUES.get(name, words.values()))
                if origin.words == table and wrong:
                    raise ValueError(
                        f"unit {unit.unit}: words.{table}: {sorted(wrong)} must be one of"
                        f" {', '.join(CATALOGUES[name])}"
                    )


def load_config(path: Path) -> AgentConfig:
    """Read and check the file; raise BadConfig that says what is wrong, where, and what to do.

    `extends = "other.toml"` takes all of that file beside it but what stands in this one.
    """
    data = _read(path)
    other = data.pop("extends", None)
    if other is not None:
        data = {**_read(path.parent / str(other)), **data}
    for table, secret in _SECRETS:
        said = data.get(table)
        if isinstance(said, dict) and secret in said:
            raise BadConfig(
                f"{path}: {table}.{secret} must not stand in this file; set the environment"
                f" variable {ENV_PREFIX}{table.upper()}__{secret.upper()}, or name a file of its"
                f" own in {table}.{secret}_file"
            )
    try:
        return AgentConfig(**data)
    except ValidationError as error:
        wrongs = "\n".join(
            f"  {'.'.join(str(part) for part in wrong['loc']) or '(file)'}: {wrong['msg']}"
            for wrong in error.errors()
        )
        raise BadConfig(
            f"{path}: mend these entries (edge_agent/sample.toml shows each):\n{wrongs}"
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadConfig(f"{path}: cannot be read ({error.strerror}); give --config FILE") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{path}: is not TOML: {error}; mend that line") from error
