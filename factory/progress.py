"""Progress on the terminal for what takes longer than a few seconds; silent when not a terminal."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Advance = Callable[[float], None]


@contextlib.contextmanager
def progress(what: str, *, total: float) -> Iterator[Advance]:
    """Show a bar; the yielded function takes how much of `total` is done."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bars:
        task = bars.add_task(what, total=total)

        def advance(done: float) -> None:
            bars.update(task, completed=done)

        yield advance
