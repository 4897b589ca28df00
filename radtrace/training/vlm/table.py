"""Measured stages read back from their folders: one table, and paired differences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.intervals import Comparison, Estimate, Resamples
from radtrace.evaluation.score import ScoreRow, paired_differences, score_row
from radtrace.evaluation.tables import differences_markdown, rows_markdown
from radtrace.files.atomic import atomic_write
from radtrace.metrics.result import ratio_result
from radtrace.record import BadInput

SCORES, CASES = "scores.json", "cases.json"
_GROUPS = "groups"
COLUMNS = (
    "valid",
    "finding F1",
    "IoU",
    "acc@0.5",
    "trace",
    "grounding IoU",
    "answers",
    "report trace",
    "ScanMatch",
    "clue IoU",
    "order",
    "length",
)


def rows_json(rows: Sequence[ScoreRow]) -> list[dict[str, Any]]:
    """The rows as JSON takes them."""
    return [{"name": row.name, "scores": _scores_json(row)} for row in rows]


def _scores_json(row: ScoreRow) -> dict[str, Any]:
    return {
        name: {"value": one.value, "low": one.low, "high": one.high, "n": row.counts[name]}
        for name, one in row.values.items()
    }


def stage_rows(folders: Sequence[Path]) -> tuple[ScoreRow, ...]:
    """A row for each finished stage, named after its folder; then the controls of the last one.

    Raises
    ------
    BadInput
        If a folder has no finished stage.
    """
    rows: list[ScoreRow] = []
    controls: dict[str, ScoreRow] = {}
    for folder in folders:
        first, *others = _finished(folder)
        rows.append(replace(first, name=folder.name))
        controls |= {row.name: row for row in others}
    return (*rows, *controls.values())


def _finished(folder: Path) -> tuple[ScoreRow, ...]:
    try:
        found = json.loads((folder / SCORES).read_text("utf-8"))["rows"]
        rows = tuple(_row(one["name"], one["scores"]) for one in found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{folder} contains no finished stage: {SCORES} is missing or broken") from error
    if not rows:
        raise BadInput(f"{folder} was not measured; leave it out of the table")
    return rows


def _row(name: str, scores: Mapping[str, Any]) -> ScoreRow:
    values = {key: Estimate(one["value"], one["low"], one["high"]) for key, one in scores.items()}
    return ScoreRow(name, values, {key: one["n"] for key, one in scores.items()})


def markdown(rows: Sequence[ScoreRow]) -> str:
    """The rows as a table in Markdown; columns that no row has are left out."""
    return rows_markdown(rows, COLUMNS)


def write_cases(folder: Path, row: ScoreRow) -> None:
    """Keep what every lesson adds to the two sums of each metric, and which lessons are of one patient."""
    shares = {
        name: np.stack([np.nan_to_num(result.per_report) * result.weights, result.weights], axis=1)
        for name, result in row.results.items()
        if result.weights is not None
    }
    content = {name: np.round(part, 6).tolist() for name, part in shares.items()}
    groups = row.resamples.groups if row.resamples else None
    content |= {} if groups is None else {_GROUPS: groups.tolist()}
    atomic_write(folder / CASES, json.dumps(content) + "\n")


def differences(new: Path, old: Path) -> dict[str, Comparison]:
    """By metric the scores of the stage at `new` minus those of the stage at `old`, paired by lesson.

    Raises
    ------
    BadInput
        If a folder has no measured stage, or they were measured on different lessons.
    """
    (ours, groups), (theirs, other_groups) = _cases(new), _cases(old)
    found: dict[str, Comparison] = {}
    for name in (column for column in COLUMNS if column in ours and column in theirs):
        if ours[name].shape != theirs[name].shape or not np.array_equal(groups, other_groups):
            raise BadInput(f"{new} and {old} were measured on different films; measure both on the same")
        resamples = Resamples(len(ours[name]), groups=groups if groups.size else None)
        first, second = (
            score_row("", {name: ratio_result(name, *cases[name].T)}, resamples) for cases in (ours, theirs)
        )
        found |= paired_differences(first, second)
    return found


def named_pairs(folders: Sequence[Path], names: Sequence[str]) -> list[tuple[Path, Path]]:
    """The folders that "NEW:OLD" names, each by its last part.

    Raises
    ------
    BadInput
        If a name is of none of them.
    """
    by_name = {folder.name: folder for folder in folders}
    pairs = []
    for text in names:
        new, _, old = text.partition(":")
        unknown = [name for name in (new, old) if name not in by_name]
        if unknown:
            given = ", ".join(by_name)
            raise BadInput(f"--minus {text}: {unknown[0]!r} is not one of the folders; give two of {given}")
        pairs.append((by_name[new], by_name[old]))
    return pairs


def markdown_differences(pairs: Sequence[tuple[Path, Path]]) -> str:
    """A line for each pair of folders, new minus old."""
    found = {f"{new.name} minus {old.name}": differences(new, old) for new, old in pairs}
    return differences_markdown(found, COLUMNS)


def _cases(folder: Path) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.intp]]:
    """The shares of the lessons by metric, and their groups; without groups each lesson is one."""
    try:
        content = json.loads((folder / CASES).read_text("utf-8"))
        groups = np.asarray(content.pop(_GROUPS, []), np.intp)
        return {name: np.asarray(part, np.float64).reshape(-1, 2) for name, part in content.items()}, groups
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{folder} contains no measured stage: {CASES} is missing or broken") from error
