"""`factory simulate`: the physical world alone, as JSON lines."""

import contextlib
import sys
from pathlib import Path

from factory.errors import ConfigError
from factory.played_world import end_of, start_of
from factory.progress import progress
from simulators.recorder import JournalWriter, ReadingWriter
from simulators.scenario_file import load_scenario
from simulators.world import World

_CHUNK_MS = 60_000


def run(*, scenario: str, hours: float, seed: int, start: str | None, out: Path) -> None:
    """Write `readings.jsonl` and `truth.jsonl` into `out`."""
    loaded = load_scenario(scenario)
    began = start_of(loaded, start)
    end = end_of(began, hours)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"--out {out}: {error.strerror}") from error
    with contextlib.ExitStack() as stack:
        journal = stack.enter_context((out / "truth.jsonl").open("wb"))
        readings = stack.enter_context((out / "readings.jsonl").open("wb"))
        world = World(
            loaded,
            seed=seed,
            start=began,
            sinks=lambda path: [JournalWriter(journal, line=path)],
        )
        advance = stack.enter_context(progress("simulating", total=end - began))
        writers = {path: ReadingWriter(readings, line=path) for path in world.lines}
        at = began
        while at < end:
            at = min(at + _CHUNK_MS, end)
            for path, line in world.lines.items():
                writers[path].write(line.run_until(at))
            advance(at - began)
        world.finish()
    for name in ("readings.jsonl", "truth.jsonl"):
        size = (out / name).stat().st_size
        sys.stdout.write(f"{out / name}  {size / 1e6:.1f} MB\n")
