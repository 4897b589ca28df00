"""Output of commands that score: a status line on a terminal, and tables that a pipe can read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def show_progress() -> Iterator[Callable[[str], None]]:
    """Show on a terminal what is being done."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("reading") as status:
        yield lambda what: status.update(f"scoring: {what}")


def table_console() -> Console:
    """Standard output; a pipe has no width of its own, so the table gets all it needs."""
    from rich.console import Console

    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=160)
