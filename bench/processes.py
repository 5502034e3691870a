"""What another process of this machine has used, from /proc (Linux)."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def child_named(name: str) -> int:
    """Return the process id of the one child of ours that runs this program."""
    me = os.getpid()
    for task in Path(f"/proc/{me}/task").iterdir():
        for pid in (task / "children").read_text(encoding="ascii").split():
            if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == name:
                return int(pid)
    raise RuntimeError(f"no child of process {me} runs {name}")


def cpu_s(pid: int, *, thread: int | None = None) -> float:
    """Return its processor time, or that of one of its threads, user and system, in seconds."""
    folder = Path(f"/proc/{pid}") if thread is None else Path(f"/proc/{pid}/task/{thread}")
    said = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / _TICKS


def peak_rss_mb(pid: int | str = "self") -> float:
    """Return its peak resident memory since its start, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("this system does not tell VmHWM")
