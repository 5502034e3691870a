"""The command line: options and examples; the work is in `factory.commands`, imported late."""

import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from factory.data_dir import DEFAULT_DATA_DIR
from factory.dead_letters import app as dead_letters
from factory.options import (
    BrokerOption,
    DataDirOption,
    FormatOption,
    FreshOption,
    FromOption,
    HoursOption,
    JsonOption,
    LevelOption,
    ListFormatOption,
    OutOption,
    PortOption,
    ScenarioOption,
    SeedOption,
    SpeedOption,
    StartOption,
    ToOption,
    WindowOption,
)
from factory.service_commands import SERVICES
from factory.terminated import end_as_interrupted

app = typer.Typer(
    name="factory",
    help="From machine telemetry to ISO 22400-2 OEE, on one command.\n\nExample: factory demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

app.add_typer(dead_letters, name="dead-letters")


@app.command()
def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Play the hours, compare with the truth, and exit.")
    ] = False,
    hours: HoursOption = 8.0,
    start: StartOption = None,
    speed: SpeedOption = "max",
    seed: SeedOption = 7,
    scenario: ScenarioOption = "demo-plant",
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    fresh: FreshOption = False,
    port: PortOption = 8420,
    broker: BrokerOption = None,
    json: JsonOption = None,
) -> None:
    """Run the whole pipeline in one process: lines, edge agents, broker, ingest, store, OEE, page.

    Without --once it plays from the beginning of the shift that ran two hours ago up to now and
    goes on live until Ctrl-C.

    Example: factory demo --once --hours 8 --seed 7 --json out.json
    """
    from factory.commands import demo as command

    options = command.DemoOptions(
        hours=hours,
        start=start,
        speed=speed,
        seed=seed,
        scenario=scenario,
        data_dir=data_dir,
        fresh=fresh,
        port=port,
        broker=broker,
        json=json,
    )
    raise typer.Exit(command.run_once(options) if once else command.run_live(options))


@app.command()
def simulate(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the JSON lines.", metavar="DIR")],
    scenario: ScenarioOption = "demo-plant",
    hours: HoursOption = 8.0,
    seed: SeedOption = 7,
    start: StartOption = None,
) -> None:
    """Run the physical world alone: vendor readings and the truth journal as JSON lines.

    Example: factory simulate --scenario demo-plant --hours 8 --seed 7 --out out/
    """
    from factory.commands import simulate as command

    command.run(scenario=scenario, hours=hours, seed=seed, start=start, out=out)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="The recording.", metavar="FILE")],
    *,
    mapping: Annotated[
        str,
        typer.Option(help="The agent's TOML, or the name of one that ships.", metavar="M.toml"),
    ],
    format: Annotated[  # noqa: A002  the option's name
        Literal["shdr"], typer.Option("--format", help="Format of the recording.")
    ] = "shdr",
    speed: SpeedOption = "max",
    once: Annotated[bool, typer.Option("--once", help="Print the OEE and exit.")] = False,
    data_dir: DataDirOption = DEFAULT_DATA_DIR / "replay",
    fresh: FreshOption = False,
    port: PortOption = 8420,
    broker: BrokerOption = None,
    json: JsonOption = None,
) -> None:
    """Send a recording through edge agent, MQTT, ingest and store to OEE.

    Example: factory replay okuma.shdr.txt --mapping okuma-imts-2022 --once
    """
    from factory.commands import replay as command

    options = command.ReplayOptions(
        file=file,
        format=format,
        mapping=mapping,
        speed=speed,
        once=once,
        data_dir=data_dir,
        fresh=fresh,
        port=port,
        broker=broker,
        json=json,
    )
    raise typer.Exit(command.run(options))


for _name, _service in SERVICES.items():
    app.command(_name)(_service)


@app.command()
def oee(
    *,
    from_: FromOption = None,
    to: ToOption = None,
    by: LevelOption = "line",
    window: WindowOption = "shift",
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
) -> None:
    """Print KPIs from the store.

    Example: factory oee --by unit --window hour --format csv --out oee.csv
    """
    from factory.commands import reading

    reading.oee(data_dir, start=from_, end=to, level=by, window=window, output=format, out=out)


@app.command()
def audit(
    *,
    format: ListFormatOption = "table",  # noqa: A002  the option's name
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
) -> None:
    """Prove conservation per agent and boot, in samples; exit 1 when something is missing.

    Example: factory audit
    """
    from factory.commands import reading

    raise typer.Exit(reading.audit(data_dir, output=format))


@app.command()
def explain(
    unit: Annotated[
        str, typer.Argument(help="Path of a unit, line or site, or the end of one.", metavar="UNIT")
    ],
    *,
    at: Annotated[
        str | None, typer.Option(help="An instant in the window; default: the newest.", metavar="T")
    ] = None,
    window: WindowOption = "shift",
    format: Annotated[  # noqa: A002  the option's name
        Literal["text", "json"], typer.Option("--format")
    ] = "text",
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
) -> None:
    """Explain one KPI set: formulas, time leaves, quantities, inputs, coverage.

    Example: factory explain filler --at 2026-03-02T09:30+08:00 --window shift
    """
    from factory.commands import reading

    reading.explain(data_dir, unit=unit, at=at, window=window, output=format)


@app.command()
def recompute(
    line: Annotated[str, typer.Argument(help="Path of a line, or the end of one.", metavar="LINE")],
    *,
    from_: Annotated[str, typer.Option("--from", help="ISO 8601 with offset.", metavar="T")],
    to: Annotated[str, typer.Option("--to", help="ISO 8601 with offset.", metavar="T")],
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
) -> None:
    """Compute a line's KPIs again, also where data came later than the horizon of a week.

    Example: factory recompute line-1 --from 2026-03-02T06:00+08:00 --to 2026-03-02T14:00+08:00
    """
    from factory.commands import reading

    reading.recompute(data_dir, line=line, start=from_, end=to)


@app.command()
def cases(
    folder: Annotated[Path, typer.Argument(help="Folder of case files (TOML).", metavar="DIR")],
) -> None:
    """Run every case file through the real analytics; exit 1 on a difference.

    Example: factory cases tests/cases/oee
    """
    from factory.commands import reading

    raise typer.Exit(reading.cases(folder))


@app.command()
def truth(
    *,
    seeds: Annotated[str, typer.Option(help="A list such as 1-20 or 3,7.")] = "1-20",
    hours: HoursOption = 8.0,
    scenario: ScenarioOption = "demo-plant",
) -> None:
    """Run `demo --once` for many seeds and compare every KPI row with the truth journal.

    Example: factory truth --seeds 1-20
    """
    from factory.commands import truth as command

    raise typer.Exit(command.run(seeds=seeds, hours=hours, scenario=scenario))


def main() -> None:
    """Run the command; errors that people can mend are one sentence and exit code 2."""
    # Else a run that is terminated would leave its broker behind.
    signal.signal(signal.SIGTERM, end_as_interrupted)
    try:
        app()
    except Exception as error:
        if not _is_told(error):
            raise
        sys.stderr.write(f"factory: {error}\n")
        raise SystemExit(2) from None


def _is_told(error: Exception) -> bool:
    """Tell an error meant for people (one of our trees) from a bug, which keeps its traceback."""
    names = {"FactoryError", "ContractError", "EdgeError", "IngestError", "AnalyticsError"}
    names |= {"SimulatorError", "BoardError"}
    return any(kind.__name__ in names for kind in type(error).__mro__)


if __name__ == "__main__":
    main()
