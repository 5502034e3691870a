"""`factory register`: files to begin a process register with, and what is wrong in them."""

import sys
from pathlib import Path

from analytics.automation.register_file import births_of, unsaid
from analytics.automation.register_sheets import read_register
from analytics.automation.site_sheets import refuse
from analytics.master.data import MasterData
from contract.messages import WorkUnit
from contract.path import EquipmentPath
from factory.commands.reading import Source
from factory.data_dir import DataDir
from factory.errors import ConfigError
from factory.open_stores import open_stores
from factory.register_template import write_template


def template(folder: Path, source: Source) -> None:
    """Write the files for one site, with what its machines said if there is a store."""
    (master,) = _masters(source, most=1)
    births = _births(source, master)
    owner = DataDir(source.data_dir).owner()
    if births is None and owner is not None:
        raise ConfigError(f"{source.data_dir} is in use by process {owner.pid}: stop it first")
    files = write_template(folder, master, births or {})
    sys.stdout.write("".join(f"{path}\n" for path in files))
    key = "register"
    sys.stdout.write(f'name the folder in the site\'s master data: {key} = "{folder.name}"\n')


def check(folder: Path | None, source: Source) -> None:
    """Say that the CSV files of sites can be used; raise BadConfig with every mistake.

    What no machine has said yet is no mistake, for it may still speak; it is told.
    """
    masters = _masters(source, most=None if folder is None else 1)
    for master in masters:
        site = f"{master.enterprise}/{master.site}"
        register = master.register
        if folder is not None:
            register, mistakes = read_register(
                folder, site=master.place.site, lines=master.place.lines
            )
            refuse(mistakes)
        sys.stdout.write(
            f"{site}: fine; {len(register.equipment)} machines,"
            f" {len(register.operations)} operations\n"
        )
        births = _births(source, master)
        blank = {} if births is None else unsaid(register, births)
        for path, columns in blank.items():
            sys.stdout.write(
                f"{path}: {', '.join(columns)}: blank, and no birth says it yet; counts least\n"
            )


def _masters(source: Source, *, most: int | None) -> tuple[MasterData, ...]:
    found = source.masters()
    if not found or (most is not None and len(found) > most):
        raise ConfigError(
            f"{len(found)} sites are known here: name the site's file with --master-data"
        )
    return found


def _births(source: Source, master: MasterData) -> dict[EquipmentPath, WorkUnit] | None:
    """Return what the machines of a site said; None without a store that can be opened."""
    directory = DataDir(source.data_dir)
    world = directory.remembered()
    place = source.place or (None if world is None else world.influx)
    if place is None and (directory.owner() is not None or not directory.store.exists()):
        return None
    births: dict[EquipmentPath, WorkUnit] = {}
    with open_stores(directory, place, read_only=True) as stores:
        for line in stores.lines():
            if line.lies_in(master.place.site):
                births |= births_of(line, stores.history.facts(line).register)
    return births
