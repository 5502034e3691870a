"""Where the agents' mappings and the master data of a plant lie: one folder per plant.

A scenario of one's own may bring its folder beside it (`<name>.plant/`); else the packaged one
of that name is used. A scenario of several sites has a folder of such folders.
"""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from factory.errors import ConfigError

AGENT_SUFFIX = ".agent.toml"
_SITE = "site.toml"


def packaged_plants() -> Path:
    """Return the folder of plants that ship with the package."""
    return Path(str(files("factory") / "plants"))


@dataclass(frozen=True, slots=True)
class PlantFiles:
    """The files of one plant, or of the plants in a folder."""

    folder: Path

    @property
    def site(self) -> Path:
        """The master data of the one plant."""
        return self.folder / _SITE

    @property
    def sites(self) -> tuple[Path, ...]:
        """The master data, one file per site."""
        return (self.site,) if self.site.is_file() else self._found(f"*/{_SITE}")

    @property
    def agents(self) -> tuple[Path, ...]:
        """The agents' files, one per line."""
        return self._found(f"*{AGENT_SUFFIX}") or self._found(f"*/*{AGENT_SUFFIX}")

    def _found(self, pattern: str) -> tuple[Path, ...]:
        return tuple(sorted(self.folder.glob(pattern)))


def find_plant(name: str, *, scenario: str) -> PlantFiles:
    """Return the files of the plant a scenario plays in.

    Args:
        name: the name the scenario gives itself.
        scenario: how the user named the scenario, perhaps a path.
    """
    beside = Path(scenario).parent / f"{name}.plant"
    packaged = packaged_plants() / name
    # Only a scenario given as a file can have something beside it.
    for folder in (beside, packaged) if scenario.endswith(".toml") else (packaged,):
        if folder.is_dir():
            plant = PlantFiles(folder)
            if not plant.agents or not plant.sites:
                raise ConfigError(f"{folder} must hold {_SITE} and one *{AGENT_SUFFIX} per line")
            return plant
    known = ", ".join(sorted(path.name for path in packaged_plants().iterdir() if path.is_dir()))
    raise ConfigError(
        f"no plant folder for scenario {name!r}: put site.toml and the agents' files into "
        f"{beside.name}/ beside the scenario, or name the scenario after one of {known}"
    )


def find_mapping(name: str) -> Path:
    """Return an agent's file by its path, or by the name of one that ships with the package."""
    path = Path(name)
    if path.is_file():
        return path
    packaged = packaged_plants() / f"{name}{AGENT_SUFFIX}"
    if packaged.is_file():
        return packaged
    known = ", ".join(
        sorted(
            found.name.removesuffix(AGENT_SUFFIX)
            for found in packaged_plants().glob(f"*{AGENT_SUFFIX}")
        )
    )
    raise ConfigError(f"--mapping {name!r} is no file; those that ship: {known}")
