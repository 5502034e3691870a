"""The commands that read a store: audit, explain, dead-letters, cases."""

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analytics.cases import run_cases
from analytics.master.data import MasterData, load_master_data
from analytics.queries import iso
from contract.kpi import Window
from dashboards.report.model import ReportKind
from factory.commands.printed import TextFormat, print_json, print_told
from factory.data_dir import DataDir
from factory.errors import ConfigError
from factory.influx_place import InfluxPlace
from factory.late_reasons import read_csv
from factory.reports import Reports, open_reports
from factory.tables import print_rows
from factory.when import instant, parse_instant

ListFormat = Literal["table", "csv", "json"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a command reads: a data directory, or an InfluxDB that options name.

    Args:
        data_dir: of a run.
        place: an InfluxDB instead.
        dead_letters: files of workers on InfluxDB; empty is the directory's own.
        master_data: files of sites; empty are those that the directory remembers.
    """

    data_dir: Path
    place: InfluxPlace | None = None
    dead_letters: tuple[Path, ...] = ()
    master_data: tuple[Path, ...] = ()

    @contextmanager
    def reports(self, *, with_masters: bool = False, write: bool = False) -> Iterator[Reports]:
        """Open what answers."""
        directory = DataDir(self.data_dir)
        with open_reports(
            directory,
            masters=self.masters() if with_masters else (),
            place=self.place,
            dead_letters=self.dead_letters,
            write=write,
        ) as reports:
            yield reports

    def masters(self) -> tuple[MasterData, ...]:
        """Return the master data of the sites that are named, else of those remembered."""
        world = DataDir(self.data_dir).remembered()
        remembered = () if world is None else world.master_data
        return tuple(load_master_data(Path(path)) for path in self.master_data or remembered)


def audit(source: Source, *, output: ListFormat) -> int:
    """Print conservation; return 1 when something is missing."""
    with source.reports() as reports:
        rows, ok = reports.audit()
    _print(rows, output, title="Conservation per agent and boot, in samples")
    if output == "table":
        sys.stdout.write("nothing is missing\n" if ok else "SOMETHING IS MISSING\n")
    return 0 if ok else 1


def explain(
    source: Source,
    *,
    unit: str,
    at: str | None,
    window: Window,
    revisions: str | None,
    output: TextFormat,
) -> None:
    """Print why a KPI is what it is, or why a revision of it differs from another."""
    two = None if revisions is None else _two(revisions)
    at_ms = instant(at, option="--at")
    with source.reports(with_masters=True) as reports:
        found = reports.explain(unit, at=at_ms, window=window, revisions=two)
    print_told(found.text, found.data, output=output)


def _two(revisions: str) -> tuple[int, int]:
    """Read 1,2 as the numbers of two closed revisions."""
    old, comma, new = revisions.partition(",")
    if not (comma and old.isdecimal() and new.isdecimal() and int(old) and int(new)):
        raise ConfigError(
            f"--revisions {revisions!r}: write two numbers of closed revisions, such as 1,2"
        )
    return int(old), int(new)


def report(source: Source, *, site: str, kind: ReportKind, at: str | None, out: Path) -> None:
    """Write the page of a site's shift or day."""
    at_ms = instant(at, option="--at")
    with source.reports(with_masters=True) as reports:
        page = reports.report(site, kind=kind, at=at_ms)
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--out {out}: {error.strerror}") from error
    sys.stdout.write(f"{out}\n")


def recompute(source: Source, *, line: str, start: str, end: str, analytics_url: str) -> None:
    """Compute a line's KPIs again, however old the data."""
    first, last = parse_instant(start, option="--from"), parse_instant(end, option="--to")
    if last <= first:
        raise ConfigError(f"--to {end!r} must lie after --from {start!r}")
    with source.reports(with_masters=True, write=True) as reports:
        sys.stdout.write(
            reports.recompute(line, start=first, end=last, analytics_url=analytics_url) + "\n"
        )


def assign_reasons(source: Source, *, file: Path, analytics_url: str, output: ListFormat) -> None:
    """Give stops the reasons of a CSV."""
    asked = read_csv(file)
    with source.reports(with_masters=True, write=True) as reports:
        kept, then = reports.assign_reasons(asked, analytics_url=analytics_url)
    rows: list[dict[str, object]] = [
        {name: iso(int(value)) if name in _INSTANTS else value for name, value in row.items()}
        for row in kept
    ]
    _print(rows, output, title="Reasons given")
    if output == "table":
        sys.stdout.write(f"{len(rows)} kept; {then}\n")


_INSTANTS = frozenset({"start", "end", "given_at"})


def dead_letters_list(source: Source, *, output: ListFormat, resolved: bool) -> None:
    """Print what was refused."""
    with source.reports() as reports:
        rows = reports.dead_letters(resolved=resolved)
    _print(rows, output, title="Dead letters")


def dead_letters_replay(source: Source) -> int:
    """Try every open dead letter again; return 1 while some are refused still."""
    with source.reports(with_masters=True, write=True) as reports:
        report = reports.replay_dead_letters()
    sys.stdout.write(
        f"{report.tried} tried, {report.resolved} stored, {report.refused} refused still\n"
    )
    return 1 if report.refused else 0


def cases(folder: Path) -> int:
    """Run case files; return 1 when a value is not what its file wants."""
    results = run_cases(folder)
    wrong = 0
    for result in results:
        for check in result.checks:
            mark = "ok " if check.ok else "NOT"
            sys.stdout.write(
                f"{mark} {result.case}: {check.what}: wanted {check.wanted}, got {check.got}\n"
            )
        wrong += not result.ok
    sys.stdout.write(f"{len(results) - wrong} of {len(results)} cases hold\n")
    return 1 if wrong or not results else 0


def _print(rows: Sequence[dict[str, object]], output: ListFormat, *, title: str) -> None:
    if output == "json":
        print_json(rows)
    elif output == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [])
        writer.writeheader()
        writer.writerows(rows)
        sys.stdout.write(text.getvalue())
    else:
        print_rows(rows, title=title)
