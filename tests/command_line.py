"""The command as people type it, run in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def factory(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `factory` to its end, for a terminal without colours that is wide enough."""
    return subprocess.run(
        [sys.executable, "-m", "factory.main", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
    )
