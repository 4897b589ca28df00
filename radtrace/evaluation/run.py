"""A finished run: written as JSON and as a page, and printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radtrace.evaluation.output import evaluation_json
from radtrace.evaluation.score import Evaluation
from radtrace.evaluation.tables import print_evaluation, print_lines
from radtrace.files.atomic import atomic_write
from radtrace.files.lines import shown

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, eq=False)
class ScoreRun:
    """An evaluation, one sentence for each thing to know about the files, and what was written.

    `files` says for each file its path, what it was read as, its number of entries, and notes.
    """

    evaluation: Evaluation[Any]
    notes: tuple[str, ...] = ()
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    written: tuple[Path, ...] = ()


def write_run(run: ScoreRun, json_file: Path | None, folder: Path | None = None) -> ScoreRun:
    """Write the JSON file, and `score.json` and `report.html` into the folder; the run with their paths.

    Raises
    ------
    BadInput
        If nothing can be written there.
    """
    text = evaluation_json(run.evaluation, {"files": run.files, "notes": list(run.notes)})
    written = [path for path in (json_file, folder / "score.json" if folder else None) if path is not None]
    for path in written:
        atomic_write(path, text)
    if folder is not None:
        from radtrace.evaluation.page import render_score_page

        written.append(folder / "report.html")
        atomic_write(written[-1], render_score_page(run.evaluation, run.files, run.notes))
    return ScoreRun(run.evaluation, run.notes, run.files, tuple(written))


def print_run(run: ScoreRun, console: Console, *, every: bool = False) -> None:
    """Print the files, the evaluation (with `every` aggregate) and what was written."""
    print_evaluation(run.evaluation, console, [*_files(run), *run.notes], every=every)
    print_lines(console, (f"wrote {path}" for path in run.written))


def _files(run: ScoreRun) -> Iterator[str]:
    for name, file in run.files.items():
        yield f"{name}: {shown(file['path'], 200)} ({file['read_as']}, {file['entries']} entries)"
        yield from (f"  note: {shown(note, 300)}" for note in file["notes"])
