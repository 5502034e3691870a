"""A configuration and a source enter; one running edge agent leaves, its parts wired together."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version

from structlog.typing import FilteringBoundLogger

from contract.path import EquipmentPath
from edge_agent.announce import Announcer
from edge_agent.config import AgentConfig, UnitConfig
from edge_agent.ending import end
from edge_agent.health import AgentState, Counters, Health
from edge_agent.mapping import UnitMapper
from edge_agent.message import Assembler
from edge_agent.outbox import Outbox
from edge_agent.pipeline import Pipeline, UnitStages
from edge_agent.publisher import Publisher
from edge_agent.register import register
from edge_agent.reorder import Lane, Reorder
from edge_agent.report import UnitReport
from edge_agent.source import Source
from edge_agent.spool import open_spool

_TIDY_S = 1.0


class Agent:
    """One line's edge agent, from its source to the broker."""

    def __init__(
        self,
        config: AgentConfig,
        source: Source,
        *,
        wall_ms: Callable[[], int],
        logger: FilteringBoundLogger,
    ) -> None:
        """Compile the mappings; nothing is opened before `run`.

        Args:
            config: checked configuration.
            source: what is read; the agent closes its batches.
            wall_ms: wall time in ms, UTC.
            logger: takes named events.
        """
        self._config = config
        self._source = source
        self._wall_ms = wall_ms
        self._logger = logger.bind(line=config.line)
        self._health = Health()
        self._outbox: Outbox | None = None
        self._unsent_at_end = 0
        operators = config.operators
        self._pseudonym = None if operators is None else operators.pseudonym()
        self._units = {unit.source_unit: self._stages(unit) for unit in config.unit}

    @property
    def line(self) -> EquipmentPath:
        """The work center this agent owns."""
        return self._config.path

    @property
    def counters(self) -> Counters:
        """What was counted in this boot."""
        return self._health.counters

    @property
    def state(self) -> AgentState:
        """Where the agent stands."""
        return self._health.state

    @property
    def live(self) -> bool:
        """Whether the source has caught up with wall time."""
        return self._health.live

    @property
    def last_world_ms(self) -> int | None:
        """How far the source's world has come; None before its first batch."""
        return self._health.world_ms

    @property
    def ended(self) -> int | None:
        """World ms at which a played run ended."""
        return self._health.ended

    def reports(self) -> dict[str, UnitReport]:
        """Return mapping and report of each unit by its vendor-side name, without a pipeline."""
        return {name: stages.report for name, stages in self._units.items()}

    def spool_unsent(self) -> int:
        """Return the number of spool rows that the broker has not acknowledged."""
        return self._unsent_at_end if self._outbox is None else self._outbox.unsent

    async def run(self, stop: asyncio.Event) -> None:
        """Read and publish until the source ended and all is acknowledged, or `stop` is set."""
        with self._open_outbox() as outbox:
            pipeline = self._pipeline(outbox)
            publisher = self._publisher(outbox)
            self._health.state = AgentState.AWAY
            async with asyncio.TaskGroup() as tasks:
                stopping = tasks.create_task(stop.wait(), name="stop")
                tidying = tasks.create_task(self._tidy(outbox, pipeline), name="tidy")
                publishing = tasks.create_task(publisher.run(), name="publish")
                reading = tasks.create_task(pipeline.run(), name="read")
                await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not reading.done():
                    await end(reading)
                    pipeline.finish()
                outbox.finish()
                await asyncio.wait({publishing, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not publishing.done() and self._health.state is AgentState.CONNECTED:
                    limit_s = self._config.broker.stop_limit_s
                    await asyncio.wait({publishing}, timeout=limit_s)
                stopping.cancel()
                await end(publishing, tidying)
            sent = not outbox.unsent
            ended = self._health.ended is not None and sent
            self._health.state = AgentState.ENDED if ended else AgentState.STOPPED

    @contextmanager
    def _open_outbox(self) -> Iterator[Outbox]:
        config = self._config
        spool = open_spool(
            config.spool_path,
            line=config.line,
            max_bytes=config.spool.max_bytes,
            reread=self._source.virtual,
        )
        with contextlib.closing(spool):
            self._outbox = Outbox(
                spool,
                health=self._health,
                high_water_rows=config.spool.high_water_rows,
                source_waits=self._source.virtual,
                wall_ms=self._wall_ms,
                logger=self._logger,
            )
            try:
                yield self._outbox
            finally:
                self._unsent_at_end = self._outbox.unsent
                self._outbox = None

    async def _tidy(self, outbox: Outbox, pipeline: Pipeline) -> None:
        keep_acked_ms = round(self._config.spool.keep_acked_s * 1000)
        while True:
            await asyncio.sleep(_TIDY_S)
            pipeline.tick()
            outbox.tidy(keep_acked_ms=keep_acked_ms)

    def _stages(self, unit: UnitConfig) -> UnitStages:
        mapping = self._config.mapping[unit.mapping]
        mapper = UnitMapper(
            mapping,
            words=unit.words,
            unmapped=self._health.unmapped,
            on_unknown_tag=lambda tag: self._logger.warning(
                "unknown_tag", source_unit=unit.source_unit, tag=tag
            ),
            pseudonym=self._pseudonym,
        )
        trusted = mapping.trust == "agent"
        return UnitStages(
            lane=Lane(wait_for_offset=trusted),
            report=UnitReport(
                unit.unit,
                mapper=mapper,
                values=mapping.values,
                heartbeat_ms=round(mapping.heartbeat_s * 1000),
            ),
            correct_time=trusted,
        )

    def _pipeline(self, outbox: Outbox) -> Pipeline:
        report = self._config.report
        return Pipeline(
            source=self._source,
            units=self._units,
            reorder=Reorder(
                {name: stages.lane for name, stages in self._units.items()},
                hold_ms=report.reorder_ms,
            ),
            assembler=Assembler(
                max_samples=report.max_samples_per_message, max_age_ms=report.max_age_ms
            ),
            outbox=outbox,
            health=self._health,
            wall_ms=self._wall_ms,
            logger=self._logger,
        )

    def _publisher(self, outbox: Outbox) -> Publisher:
        config = self._config
        lanes = {
            unit.unit: (
                self._units[unit.source_unit].lane,
                round(config.mapping[unit.mapping].heartbeat_s * 1000),
            )
            for unit in config.unit
        }
        announcer = Announcer(
            units=register(config),
            lanes=lanes,
            outbox=outbox,
            health=self._health,
            version=_agent_version(),
            wall_ms=self._wall_ms,
        )
        return Publisher(
            broker=config.broker,
            line=config.path,
            outbox=outbox,
            announcer=announcer,
            health=self._health,
            played=self._source.virtual,
            logger=self._logger,
        )


def _agent_version() -> str:
    try:
        return version("smart-factory-pipeline")
    except PackageNotFoundError:
        return "source tree"  # run without being installed
