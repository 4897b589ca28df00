"""Scores as they are printed: plain enough to be read in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from radtrace.evaluation.cells import (
    COMPARISON_HEAD,
    HOW_COMPARED,
    comparison_cells,
    score_cells,
    score_head,
    told,
)
from radtrace.evaluation.run import Run
from radtrace.files.lines import shown


def print_run(run: Run, console: Console, *, every: bool = False) -> None:
    """Print n and what was left out, the metrics beside the image-blind rows, and the comparison.

    `every` adds the rows of all aggregates.
    """
    scores = run.scores
    _say(console, [*_files(run), *told(scores)])
    title = "Scores; to the right, what is reached without looking at the image"
    console.print(table(title, score_head(scores), score_cells(scores, every=every)))
    if scores.versus is not None:
        cells = comparison_cells(scores, scores.versus, every=every)
        console.print(table("First against second predictions, paired", COMPARISON_HEAD, cells))
        _say(console, [HOW_COMPARED])
    _say(console, (f"wrote {path}" for path in run.written))


def _say(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def _files(run: Run) -> Iterator[str]:
    for name, file in run.files.items():
        yield f"{name}: {shown(str(file.path), 200)} ({file.source}, {len(file.entries)} entries)"
        yield from (f"  note: {shown(note, 300)}" for note in file.notes)


def table(title: str, head: list[str], cells: Iterable[list[str]]) -> Table:
    """A plain table: the first column to the left, numbers to the right."""
    drawn = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(head):
        drawn.add_column(column, justify="left" if place == 0 else "right", overflow="fold")
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn
