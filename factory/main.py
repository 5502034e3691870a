"""The command line: options and examples; the work is in `factory.commands`, imported late."""

import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from factory.cli.automation import automation_app, green_app
from factory.cli.dead_letters import app as dead_letters
from factory.cli.grafana import app as grafana
from factory.cli.index import app as index
from factory.cli.influx import app as influx
from factory.cli.listings import LISTS
from factory.cli.options import (
    BrokerOption,
    DataDirOption,
    FreshOption,
    HoursOption,
    JsonOption,
    PortOption,
    ScenarioOption,
    SeedOption,
    SpeedOption,
    StartOption,
    StoreOption,
    TokensOption,
    UrlOption,
    WorldOption,
)
from factory.cli.reading import READERS
from factory.cli.register import app as register
from factory.cli.services import SERVICES
from factory.cli.stops import app as stops
from factory.data_dir import DEFAULT_DATA_DIR, DataDir
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, InfluxPlace, place_of
from factory.terminated import end_as_interrupted

app = typer.Typer(
    name="factory",
    help="From machine telemetry to ISO 22400-2 OEE, on one command.\n\nExample: factory demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

app.add_typer(dead_letters, name="dead-letters")
app.add_typer(influx, name="influx")
app.add_typer(grafana, name="grafana")
app.add_typer(stops, name="stops")
app.add_typer(register, name="register")
app.add_typer(automation_app, name="automation")
app.add_typer(green_app, name="green")
app.add_typer(index, name="index")


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
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Run the whole pipeline in one process: lines, edge agents, broker, ingest, store, OEE, page.

    Without --once it plays from the beginning of the shift that ran two hours ago up to now and
    goes on live until Ctrl-C. On InfluxDB a world of fixed length goes into buckets of its own.

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
        place=(
            _remembered(data_dir)
            if store is None and not fresh
            else place_of(store, url=url, world=world, tokens=tokens)
        ),
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
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
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
        place=(
            _remembered(data_dir)
            if store is None and not fresh
            else place_of(store, url=url, world=world, tokens=tokens)
        ),
    )
    raise typer.Exit(command.run(options))


for _name, _command in {**SERVICES, **LISTS, **READERS}.items():
    app.command(_name)(_command)


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


@app.command("city-plants")
def city_plants(
    *,
    hours: HoursOption = 120.0,
    seed: SeedOption = 7,
    data_dir: DataDirOption = Path(".cache/city"),
    fresh: FreshOption = False,
) -> None:
    """Play three enterprises, a line each, for five days of one shift, unless they are there.

    They are played again after a change of code, plants or options. What they left is read with
    --data-dir, as in `factory automation --enterprise cq-sewing --period month --data-dir DIR`.

    Example: factory city-plants
    """
    from factory.commands import city_plants as command

    options = command.CityOptions(hours=hours, seed=seed, data_dir=data_dir, fresh=fresh)
    raise typer.Exit(command.run(options))


def _remembered(data_dir: Path) -> InfluxPlace | None:
    """Return where the world of a directory is kept, None for its DuckDB file or without one."""
    world = DataDir(data_dir).remembered()
    return None if world is None else world.influx


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
    names |= {"SimulatorError", "BoardError", "InfluxError", "IndexFault"}
    return any(kind.__name__ in names for kind in type(error).__mro__)


if __name__ == "__main__":
    main()
