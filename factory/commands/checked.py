"""What `--check` answers for a configuration that can be used."""

import sys
from pathlib import Path


def fine(path: Path, then: str = "") -> int:
    """Say that a configuration can be used; `then` is what to do with it."""
    sys.stdout.write(f"{path}: fine{then and '; '}{then}\n")
    return 0
