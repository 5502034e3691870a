"""The command line of `factory influx`."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from factory.cli.options import TokensOption, UrlOption, WorldOption
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL

app = typer.Typer(
    help="Set up InfluxDB for the services; say what it lacks.\n\nExample: factory influx setup",
    no_args_is_help=True,
)

OrgOption = Annotated[str, typer.Option(help="The organisation on it.")]
AdminTokenOption = Annotated[
    Path | None,
    typer.Option(help="File of the admin token; default: admin.token in DIR.", metavar="F"),
]


@app.command()
def setup(
    *,
    url: UrlOption = DEFAULT_URL,
    admin_token_file: AdminTokenOption = None,
    admin_password_file: Annotated[
        Path | None,
        typer.Option(
            help="For a new server: lets the user admin sign in. Without it only tokens do.",
            metavar="F",
        ),
    ] = None,
    tokens: TokensOption = DEFAULT_TOKENS,
    org: OrgOption = "factory",
    world: WorldOption = "",
    retention_days: Annotated[
        int, typer.Option(help="How long live telemetry is kept; all else is kept for ever.", min=1)
    ] = 30,
    group: Annotated[
        int | None,
        typer.Option(help="Group that may read the token files; else only you.", metavar="GID"),
    ] = None,
    rotate: Annotated[
        Literal["ingest", "analytics", "grafana", "board"] | None,
        typer.Option(help="Only replace the token of this service."),
    ] = None,
    wait: Annotated[
        float, typer.Option(help="Seconds to wait for a server that is starting.", min=0)
    ] = 60.0,
) -> None:
    """Make buckets, InfluxQL databases and a token per service; what is there stays.

    Example: factory influx setup --url http://127.0.0.1:8086
    """
    from factory.influx_admin import setup as command
    from factory.logs import set_up_logs

    set_up_logs(json=False)  # waiting is told on stderr
    target = command.InfluxTarget(
        url=url,
        org=org,
        world=world,
        tokens=tokens,
        admin_token_file=admin_token_file,
        group=group,
        wait_s=wait,
    )
    if rotate is not None:
        changes = command.rotate(target, rotate)
    else:
        changes = command.set_up(
            target,
            retention_days=retention_days,
            admin_password_file=admin_password_file,
        )
    for change in changes:
        sys.stdout.write(f"{change}\n")


@app.command()
def check(
    *,
    url: UrlOption = DEFAULT_URL,
    admin_token_file: AdminTokenOption = None,
    tokens: TokensOption = DEFAULT_TOKENS,
    org: OrgOption = "factory",
    world: WorldOption = "",
) -> None:
    """Try the server and every token, say what is missing and what to do; exit 1 if anything is.

    Example: factory influx check --world demo-7
    """
    from factory.influx_admin.check import check as look
    from factory.influx_admin.setup import InfluxTarget

    findings = look(
        InfluxTarget(
            url=url, org=org, world=world, tokens=tokens, admin_token_file=admin_token_file
        )
    )
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)
