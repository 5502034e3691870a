"""The command line of `factory grafana`: build, check and push dashboards and alert rules."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from analytics.master.data import MasterData
    from dashboards.grafana.targets import Targets

app = typer.Typer(
    help="Dashboards and alert rules as code.\n\nExample: factory grafana build",
    no_args_is_help=True,
)

SiteOption = Annotated[
    Path | None,
    typer.Option(
        help="Master data whose targets are the thresholds; without it the demo plant's.",
        metavar="FILE",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(help="Folder of built dashboards; without it the package's own.", metavar="DIR"),
]
RulesOption = Annotated[
    Path | None,
    typer.Option(help="File of alert rules; without it that of deploy/grafana.", metavar="FILE"),
]


@app.command()
def build(*, site: SiteOption = None, out: OutOption = None, rules: RulesOption = None) -> None:
    """Write all dashboards, in both languages, and the alert rules.

    Example: factory grafana build --site site.toml --out dashboards/ --rules rules.json
    """
    from dashboards.grafana import build as built

    targets = _targets(site)
    files = built.dashboard_files(targets)
    folder, rule_path = out or built.OUT, rules or built.RULES
    built.write(files, folder)
    rule_path.parent.mkdir(parents=True, exist_ok=True)
    rule_path.write_text(built.rule_file(targets), encoding="utf-8")
    sys.stdout.write(f"{len(files)} dashboards in {folder}\nalert rules in {rule_path}\n")


@app.command()
def check(*, site: SiteOption = None, out: OutOption = None, rules: RulesOption = None) -> None:
    """Say what is stale or wrong in the built files; exit 1 if anything is.

    Example: factory grafana check
    """
    from dashboards.grafana import build as built
    from dashboards.grafana.check import complaints_of

    targets = _targets(site)
    files = built.dashboard_files(targets)
    folder, rule_path = out or built.OUT, rules or built.RULES
    found = [
        f"{folder / name}: not what the builders make; run `factory grafana build`"
        for name in built.stale(files, folder)
    ]
    if not rule_path.is_file() or rule_path.read_text("utf-8") != built.rule_file(targets):
        found.append(f"{rule_path}: not what the builders make; run `factory grafana build`")
    found += complaints_of(files)
    for complaint in found:
        sys.stdout.write(f"{complaint}\n")
    if found:
        raise typer.Exit(1)
    sys.stdout.write(f"{len(files)} dashboards and the alert rules are right\n")


@app.command()
def push(
    *,
    url: Annotated[str, typer.Option(help="Where Grafana answers.", metavar="URL")],
    token_file: Annotated[
        Path,
        typer.Option(help="File with the token of a service account (editor).", metavar="FILE"),
    ],
    site: SiteOption = None,
) -> None:
    """Send all dashboards into the folders of a running Grafana, over those with their uids.

    Twice leaves the same pages, each with one more version in its history. Pages that Grafana reads
    from files (deploy/grafana) cannot be pushed over. Tried on a stand-in server only.

    Example: factory grafana push --url http://127.0.0.1:3000 --token-file grafana-editor.token
    """
    from dashboards.grafana.build import dashboard_files
    from dashboards.grafana.errors import GrafanaError
    from dashboards.grafana.push import push as send
    from factory.errors import ConfigError

    try:
        token = token_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"--token-file {token_file}: {error.strerror}") from error
    try:
        addresses = send(dashboard_files(_targets(site)), url=url, token=token)
    except GrafanaError as error:
        raise ConfigError(str(error)) from error
    sys.stdout.write("\n".join(addresses) + "\n")


def _targets(site: Path | None) -> "Targets":
    from analytics.master.data import load_master_data
    from factory.plant_files import packaged_plants

    return targets_of(load_master_data(site or packaged_plants() / "demo-plant" / "site.toml"))


def targets_of(master: "MasterData") -> "Targets":
    """Return the site's targets; where it has none, the lowest that one of its lines has."""
    from analytics.master.targets import targets_at
    from dashboards.grafana.targets import Targets

    found: dict[str, float] = {"coverage": master.settings.withhold_below_coverage}
    for name in ("oee_index", "availability", "effectiveness", "quality_ratio"):
        own = getattr(master.targets(), name)
        lines = [
            getattr(targets_at(line.targets, master.calendar, None), name)
            for line in master.file.lines
        ]
        wanted = [one for one in ([own] if own is not None else lines) if one is not None]
        if wanted:
            found[name] = min(wanted)
    return Targets(**found)  # type: ignore[arg-type]  # its whole numbers keep their defaults
