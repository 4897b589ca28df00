"""What one finished stage reached more than another, on the same films."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from radtrace.evaluation.intervals import Estimate
from radtrace.files.atomic import atomic_write
from radtrace.record import BadInput
from radtrace.training.vlm.scores import Cases, Scores, difference
from radtrace.training.vlm.table import COLUMNS, lined

CASES = "cases.json"


def write_cases(folder: Path, scores: Scores) -> None:
    """Keep what every film added to a reader's scores, in `folder`."""
    told = {name: np.round(cases, 6).tolist() for name, cases in scores.cases.items()}
    atomic_write(folder / CASES, json.dumps(told) + "\n")


def differences(new: Path, old: Path) -> dict[str, Estimate]:
    """By metric what the stage at `new` reached more than that at `old`, with paired 95% intervals.

    Raises
    ------
    BadInput
        If a folder holds no measured stage, or they were measured on unequal numbers of lessons.
    """
    ours, theirs = _cases(new), _cases(old)
    for name in ours.keys() & theirs.keys():
        if ours[name].shape != theirs[name].shape:
            raise BadInput(f"{new} and {old} were measured on different films; measure both on the same")
    return {name: difference(ours[name], theirs[name]) for name in COLUMNS if name in ours and name in theirs}


def named_pairs(folders: Sequence[Path], wanted: Sequence[str]) -> list[tuple[Path, Path]]:
    """The folders that "NEW:OLD" names, each by its last part.

    Raises
    ------
    BadInput
        If a name is of none of them.
    """
    by_name = {folder.name: folder for folder in folders}
    pairs = []
    for text in wanted:
        new, _, old = text.partition(":")
        unknown = [name for name in (new, old) if name not in by_name]
        if unknown:
            names = ", ".join(by_name)
            raise BadInput(f"--minus {text}: {unknown[0]!r} is none of the folders; give two of {names}")
        pairs.append((by_name[new], by_name[old]))
    return pairs


def markdown_differences(pairs: Sequence[tuple[Path, Path]]) -> str:
    """A line for each pair of folders, new minus old."""
    lines = {f"{new.name} minus {old.name}": differences(new, old) for new, old in pairs}
    columns = [name for name in COLUMNS if any(name in found for found in lines.values())]
    return lined(
        columns, ((title, [_signed(found.get(name)) for name in columns]) for title, found in lines.items())
    )


def _signed(estimate: Estimate | None) -> str:
    if estimate is None or not np.isfinite(estimate.value):
        return ""
    return f"{estimate.value:+.2f} ({estimate.low:+.2f} to {estimate.high:+.2f})"


def _cases(folder: Path) -> dict[str, Cases]:
    try:
        told = json.loads((folder / CASES).read_text("utf-8"))
        return {name: np.asarray(cases, np.float64).reshape(-1, 2) for name, cases in told.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{folder} holds no measured stage: {CASES} is missing or broken") from error
