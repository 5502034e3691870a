"""The recording as a source, and the mapping that ships for it."""

from pathlib import Path

import pytest
import structlog
from msgspec import UNSET

from contract.sample import Sample
from edge_agent.agent import Agent
from edge_agent.config import AgentConfig, ShdrConfig, load_config
from edge_agent.errors import BadConfig
from edge_agent.shdr_file import ShdrFile
from edge_agent.source import Batch

ROOT = Path(__file__).parents[3]
EXTRACT = ROOT / "tests" / "cases" / "shdr" / "extract.shdr.txt"
RECORDING = ROOT.parent / "shared" / "data" / "okuma-imts-2022.shdr.txt"
MAPPING = ROOT / "factory" / "plants" / "okuma-imts-2022.agent.toml"


def player(path: Path, config: AgentConfig | None = None) -> ShdrFile:
    """Play a recording with the shipped mapping's source section."""
    source = (config or load_config(MAPPING)).source
    assert isinstance(source, ShdrConfig)
    return ShdrFile(path, config=source, logger=structlog.get_logger())


def samples_of(path: Path) -> list[Sample]:
    """Map a whole recording."""
    config = load_config(MAPPING)
    source = player(path, config)
    agent = Agent(config, source, wall_ms=lambda: 0, logger=structlog.get_logger())
    report = agent.reports()["multus"]
    samples = []
    for reading in source.readings():
        report.take(reading.tags)
        sample = report.flush(reading.source_ms)
        if sample is not None:
            samples.append(sample)
    return samples


def executing_ms(samples: list[Sample]) -> list[int]:
    """Return the lengths of the stretches of execution, in ms."""
    stretches = []
    began: int | None = None
    for sample in samples:
        if sample.state == "executing" and began is None:
            began = sample.t
        elif sample.state != "executing" and began is not None:
            stretches.append(sample.t - began)
            began = None
    return stretches


async def test_extract_is_played_in_time_order_without_assets() -> None:
    """Blocks out of time order are sorted, asset blocks are skipped, the end is the newest time."""
    source = player(EXTRACT)
    batches = [batch async for batch in source.batches(resume_after=None)]
    times = [one.source_ms for batch in batches for one in batch.readings]
    assert times == sorted(times)
    assert source.bad_lines == {}
    assert batches[-1].ended == times[-1] == 1_659_967_086_700
    tags = {tag for batch in batches for one in batch.readings for tag in one.tags}
    assert not any("CuttingTool" in tag or tag.startswith("@") for tag in tags)


def test_extract_gives_the_right_timeline() -> None:
    """Two programs ran, one after the other in time, whatever order the file has."""
    samples = samples_of(EXTRACT)
    assert executing_ms(samples) == [186_729, 16_752]
    programs = list(dict.fromkeys(sample.program for sample in samples))
    assert programs == ["IMTS-2022-2-HOB.MIN", "IMTS-2022-3-TRAN.MIN"]
    assert samples[0].order is UNSET  # not provided, which is not the same as unavailable


@pytest.mark.skipif(not RECORDING.exists(), reason="the whole recording is not beside the project")
def test_recording_gives_its_four_programs_and_counts() -> None:
    """The whole recording has four runs, their part counts, and ACTIVE is processing always."""
    samples = samples_of(RECORDING)
    assert executing_ms(samples) == [604_963, 186_729, 16_752, 548_932]
    assert list(dict.fromkeys((s.program, s.produced) for s in samples)) == [
        ("IMTS-2022-1E-mm.MIN", 0),
        ("IMTS-2022-1E-mm.MIN", 1),
        ("IMTS-2022-2-HOB.MIN", 0),
        ("IMTS-2022-2-HOB.MIN", 1),
        ("IMTS-2022-3-TRAN.MIN", 0),
        ("IMTS-2022-3-TRAN.MIN", 1),
        ("IMTS-2022-4B-mm.MIN", 2),
        ("IMTS-2022-4B-mm.MIN", 3),
    ]
    running = [sample for sample in samples if sample.state == "executing"]
    assert {sample.operation_mode for sample in running} == {"processing"}
    modes = {s.values["functional_mode"] for s in running if "functional_mode" in s.values}
    assert modes == {"PRODUCTION", "PROCESS_DEVELOPMENT"}


def write(path: Path, *lines: str) -> Path:
    """Write a recording."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


async def test_unavailable_execution_is_unknown(tmp_path: Path) -> None:
    """An avail or pexecution UNAVAILABLE makes the state unknown until it is said again."""
    path = write(
        tmp_path / "gap.txt",
        "2022-08-08T10:00:00Z|avail|AVAILABLE|pexecution|ACTIVE|pmode|AUTOMATIC",
        "2022-08-08T10:00:01Z|pexecution|UNAVAILABLE",
        "2022-08-08T10:00:02Z|pexecution|READY",
        "2022-08-08T10:00:03Z|avail|UNAVAILABLE",
    )
    assert [sample.state for sample in samples_of(path)] == [
        "executing",
        None,
        "not_executing",
        None,
    ]


async def test_lines_of_one_ms_are_one_instant(tmp_path: Path) -> None:
    """Several lines in one ms, in their order, end at the last one's values."""
    path = write(
        tmp_path / "same.txt",
        "2022-08-08T10:00:00.0001Z|avail|AVAILABLE|pexecution|READY",
        "2022-08-08T10:00:00.0004Z|pexecution|ACTIVE",
        "2022-08-08T10:00:00.0009Z|pexecution|READY|ppartcount|3",
    )
    (batch,) = [one async for one in player(path).batches(resume_after=None)]
    assert {one.source_ms for one in batch.readings} == {1_659_952_800_000}
    assert [one.tags["pexecution"] for one in batch.readings] == ["READY", "ACTIVE", "READY"]


async def test_bad_line_is_counted_and_the_rest_is_played(tmp_path: Path) -> None:
    """Rubbish in a recording costs its own line only."""
    path = write(
        tmp_path / "bad.txt",
        "2022-08-08T10:00:00Z|avail|AVAILABLE",
        "what is this",
        "2022-08-08T10:00:01Z|avail|UNAVAILABLE",
    )
    source = player(path)
    batches = [batch async for batch in source.batches(resume_after=None)]
    assert sum(len(batch.readings) for batch in batches) == 2
    assert source.bad_lines == {"bad_time": 1}


async def test_resumed_recording_knows_how_everything_stood(tmp_path: Path) -> None:
    """A resume begins with every tag as it stood a minute before what is remembered."""
    path = write(
        tmp_path / "long.txt",
        "2022-08-08T10:00:00Z|avail|AVAILABLE|pexecution|READY",
        "2022-08-08T10:05:00Z|pexecution|ACTIVE",
        "2022-08-08T10:20:00Z|pexecution|READY",
    )
    remembered = 1_659_952_800_000 + 10 * 60_000
    batches: list[Batch] = [one async for one in player(path).batches(resume_after=remembered)]
    readings = [one for batch in batches for one in batch.readings]
    assert readings[0].tags == {"avail": "AVAILABLE", "pexecution": "ACTIVE"}
    assert readings[0].source_ms == 1_659_952_800_000 + 5 * 60_000
    assert len(readings) == 2


@pytest.mark.parametrize("text", ["", "nothing of use\n"])
async def test_file_without_data_is_refused(tmp_path: Path, text: str) -> None:
    """A file that holds no data line is refused with a sentence."""
    path = tmp_path / "empty.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig, match="no SHDR data line"):
        await anext(aiter(player(path).batches(resume_after=None)))


async def test_missing_recording_is_refused(tmp_path: Path) -> None:
    """A path that is not there is refused with a sentence."""
    source = ShdrFile(tmp_path / "none", config=ShdrConfig(unit="m"), logger=structlog.get_logger())
    with pytest.raises(BadConfig, match="cannot be read"):
        await anext(aiter(source.batches(resume_after=None)))
