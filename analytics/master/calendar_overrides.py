"""Overrides of calendars from files beside the site's, so that a planner never edits the base.

A checked site file and its folder enter; the site file with every override in its calendar leaves.
"""

import tomllib
from pathlib import Path

import msgspec

from analytics.errors import BadConfig
from analytics.master.calendar_config import Entry, Override
from analytics.master.file import SiteFile


class _CalendarOverrides(Entry, frozen=True, kw_only=True):
    overrides: tuple[Override, ...] = ()


class OverridesFile(Entry, frozen=True, kw_only=True):
    """A planner's file: overrides by name of their calendar, spelled as in the site file."""

    calendars: dict[str, _CalendarOverrides] = msgspec.field(default_factory=dict)


def with_overrides(file: SiteFile, folder: Path | None, *, where: str) -> SiteFile:
    """Join the overrides that the site file names; those without a file stay as they are.

    Args:
        file: the site file.
        folder: where its overrides lie; None where master data come from no file.
        where: names the site file in errors.
    """
    if not file.calendar_overrides:
        return file
    if folder is None:
        raise BadConfig(
            f"{where}: calendar_overrides needs a site file to lie beside: write the overrides here"
        )
    calendars = dict(file.calendars)
    for name in file.calendar_overrides:
        for calendar, more in _read(folder / name).calendars.items():
            if calendar not in calendars:
                raise BadConfig(
                    f"{folder / name}: calendars.{calendar} is no calendar of {where}:"
                    f" name one of {', '.join(sorted(calendars))}"
                )
            base = calendars[calendar]
            calendars[calendar] = msgspec.structs.replace(
                base, overrides=(*base.overrides, *more.overrides)
            )
    return msgspec.structs.replace(file, calendars=calendars, calendar_overrides=())


def _read(path: Path) -> OverridesFile:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), OverridesFile)
    except OSError as error:
        raise BadConfig(
            f"{path}: cannot be read ({error.strerror}): correct calendar_overrides of the site"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{path}: is not TOML: {error}: correct that line") from error
    except msgspec.ValidationError as error:
        raise BadConfig(
            f"{path}: {error}: see docs/case-files.md for the keys of an override"
        ) from error
