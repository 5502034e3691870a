"""What the played plants of the city depend on, as one text: the same text, the same rows.

Hashed is all that makes rows: plants, simulators, edge agents, ingest and analytics, but not what
only reads the store.
"""

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

# Of the wiring only the plants: pages, reports and commands make no row.
_MAKING = ("contract", "simulators", "edge_agent", "ingest", "analytics", "factory/plants")
_READING = ("analytics/index",)
_SUFFIXES = frozenset((".py", ".toml", ".csv"))


def city_key(scenario: str, *, seed: int, start: int, end: int, root: Path | None = None) -> str:
    """Return a digest of a scenario, its seed and range of time (ms UTC), and of all files.

    `root` is where the packages lie, by default these.
    """
    digest = hashlib.blake2b(f"{scenario} {seed} {start} {end}".encode(), digest_size=16)
    for name, file in _files(root or Path(str(files("factory"))).parent):
        digest.update(f"\n{name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for folder in _MAKING:
        for file in sorted((root / folder).rglob("*")):
            name = file.relative_to(root).as_posix()
            if file.suffix in _SUFFIXES and not name.startswith(_READING):
                yield name, file
