"""Rows of measured readers, and the table they stand in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from radtrace.evaluation.intervals import Estimate
from radtrace.record import BadInput
from radtrace.training.vlm.answer import GenerationSettings, answers
from radtrace.training.vlm.blind import blind_answers
from radtrace.training.vlm.data import DataFolder
from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.scores import Scores, score_answers
from radtrace.training.vlm.tiny import LoadedModel

SCORES = "scores.json"
BLIND, NOISE = "without looking", "film replaced by noise"
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


@dataclass(frozen=True)
class Row:
    """A name and its scores."""

    name: str
    scores: Scores


def measure_rows(
    recipe: Recipe, reader: LoadedModel, data: DataFolder, split: str = "test"
) -> tuple[Row, ...]:
    """The reader on unseen films, the same with noise for films, and the best answers without looking."""
    lessons = test_lessons(recipe, data, split)
    rows = [Row(recipe.stage.value, score_answers(lessons, ask(recipe, reader, lessons)))]
    if recipe.evaluate.controls:
        rows.append(Row(NOISE, score_answers(lessons, ask(recipe, reader, lessons, noise=True))))
        train = [lesson for lesson in data.lessons if lesson.split == "train"]
        rows.append(Row(BLIND, score_answers(lessons, blind_answers(train, lessons))))
    return tuple(rows)


def test_lessons(recipe: Recipe, data: DataFolder, split: str) -> list[Lesson]:
    """The lessons that are measured, of every task there is, so that what a stage costs others is seen."""
    return [lesson for task in Task for lesson in data.films(split, task, recipe.evaluate.films)]


def ask(recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson], noise: bool = False) -> list[str]:
    """The greedy answers to lessons, short tasks and long ones apart so that none waits for the other."""
    found: dict[str, str] = {}
    for task in Task:
        some = [lesson for lesson in lessons if lesson.task is task]
        settings = GenerationSettings(
            batch=recipe.evaluate.batch,
            longest=recipe.evaluate.longest,
            seed=recipe.seed,
            noise=noise,
            bf16=recipe.train.bf16,
        )
        said = answers(reader, some, recipe.data, settings)
        found |= {lesson.id: texts[0] for lesson, texts in zip(some, said, strict=True)}
    return [found[lesson.id] for lesson in lessons]


def rows_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows as JSON takes them."""
    return [
        {
            "name": row.name,
            "scores": {
                name: {"value": one.value, "low": one.low, "high": one.high, "n": row.scores.counted[name]}
                for name, one in row.scores.values.items()
            },
        }
        for row in rows
    ]


def rows_from_json(rows: Sequence[dict[str, Any]]) -> tuple[Row, ...]:
    """The rows that `rows_json` wrote."""
    return tuple(
        Row(
            row["name"],
            Scores(
                {
                    name: Estimate(one["value"], one["low"], one["high"])
                    for name, one in row["scores"].items()
                },
                {name: one["n"] for name, one in row["scores"].items()},
            ),
        )
        for row in rows
    )


def stage_rows(folders: Sequence[Path]) -> tuple[Row, ...]:
    """A row for each finished stage, called by its folder; then the last one's noise row, and the blind one.

    Raises
    ------
    BadInput
        If a folder holds no finished stage.
    """
    rows: list[Row] = []
    controls: dict[str, Row] = {}
    for folder in folders:
        first, *others = _finished(folder)
        rows.append(Row(folder.name, first.scores))
        controls |= {row.name: row for row in others}
    return (*rows, *controls.values())


def _finished(folder: Path) -> tuple[Row, ...]:
    try:
        rows = rows_from_json(json.loads((folder / SCORES).read_text("utf-8"))["rows"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{folder} holds no finished stage: {SCORES} is missing or broken") from error
    if not rows:
        raise BadInput(f"{folder} was not measured; leave it out of the table")
    return rows


def markdown(rows: Sequence[Row], intervals: bool = True) -> str:
    """The rows as a table in Markdown; columns that no row has are left out."""
    columns = [name for name in COLUMNS if any(name in row.scores.values for row in rows)]
    return lined(
        columns,
        ((row.name, [cell(row.scores.values.get(name), intervals) for name in columns]) for row in rows),
    )


def lined(columns: Sequence[str], lines: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A Markdown table: the names of its columns, and for each line its name and cells."""
    head = ["| | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    told = [f"| {name} | " + " | ".join(cells) + " |" for name, cells in lines]
    return "\n".join([*head, *told]) + "\n"


def cell(estimate: Estimate | None, intervals: bool = True) -> str:
    """A value with its interval, as it stands in a table."""
    if estimate is None:
        return ""
    between = f" ({estimate.low:.2f}-{estimate.high:.2f})" if intervals else ""
    return f"{estimate.value:.2f}{between}"
