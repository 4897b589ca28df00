"""A finished stage, measured on each source of its test films by itself.

Sources are picked differently, and often the source alone gives the answer away (all films of one are normal,
all of another are not). A figure over several of them rewards who can tell them apart. So every source has
rows of its own, and its image-blind answers are those that its own training films suggest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from pydantic import ValidationError

from radtrace.evaluation.score import ScoreRow
from radtrace.evaluation.tables import cell, markdown_table
from radtrace.record import BadInput
from radtrace.training.vlm.blind import blind_answers
from radtrace.training.vlm.data import DataFolder, open_data
from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.measure import BLIND, NOISE, ask, patients, test_lessons
from radtrace.training.vlm.models import MODEL, load_vlm
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.scores import score_answers
from radtrace.training.vlm.stage import MARK
from radtrace.training.vlm.table import COLUMNS


@dataclass(frozen=True)
class Source:
    """A source of test films: its name, how many films of how many patients, and its rows."""

    name: str
    films: int
    patients: int
    rows: tuple[ScoreRow, ...]


def measure_sources(folder: Path, split: str = "test", least: int = 10) -> tuple[Source, ...]:
    """Every source with at least `least` films: the finished stage, noise for films, image-blind answers.

    A film's source is who made the truth about it, as its Reading's provenance says.

    Raises
    ------
    BadInput
        If the folder contains no finished stage.
    """
    recipe = _recipe(folder)
    data, reader = open_data(recipe.data), load_vlm(str(folder / MODEL))
    lessons = test_lessons(recipe, data, split)
    texts = {recipe.out.name: ask(recipe, reader, lessons), NOISE: ask(recipe, reader, lessons, noise=True)}
    by_id = {name: dict(zip((one.id for one in lessons), some, strict=True)) for name, some in texts.items()}
    train = _by_source(data, [lesson for lesson in data.lessons if lesson.split == "train"])
    sources = [
        _measured(data, name, some, by_id, train[name]) for name, some in _by_source(data, lessons).items()
    ]
    return tuple(source for source in sources if source.films >= least)


def markdown_by_source(sources: Sequence[Source]) -> str:
    """A line for each source and metric: the value of each row, and on how many lessons."""
    if not sources:
        return "no source has enough films\n"
    head = ["source", "", *(row.name for row in sources[0].rows), "n"]
    return markdown_table(head, (line for source in sources for line in _lines(source)), text_columns=2)


def _lines(source: Source) -> Iterator[list[str]]:
    title = f"{source.name}: {source.films} films of {source.patients} patients"
    first = source.rows[0]
    for name in COLUMNS:
        if isfinite(first.value(name)):
            yield [title, name, *(cell(row.values.get(name)) for row in source.rows), str(first.counts[name])]
            title = ""


def _recipe(folder: Path) -> Recipe:
    try:
        return Recipe.model_validate_json((folder / MARK).read_text("utf-8"))
    except (OSError, ValidationError) as error:
        raise BadInput(f"{folder} contains no finished stage: {MARK} is missing or broken") from error


def _by_source(data: DataFolder, lessons: Sequence[Lesson]) -> dict[str, list[Lesson]]:
    """The lessons of each source, in the order of the folder."""
    found: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        found[data.readings[lesson.film].provenance.reader].append(lesson)
    return found


def _measured(
    data: DataFolder,
    name: str,
    lessons: Sequence[Lesson],
    by_id: Mapping[str, Mapping[str, str]],
    train: Sequence[Lesson],
) -> Source:
    texts = {who: [answers[lesson.id] for lesson in lessons] for who, answers in by_id.items()}
    texts[BLIND] = blind_answers(train, lessons)
    films, groups = {lesson.film for lesson in lessons}, patients(data, lessons)
    rows = tuple(score_answers(lessons, answers, groups, who) for who, answers in texts.items())
    return Source(name, len(films), len(set(groups)), rows)
