"""A data folder, opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from radtrace.datasets.readings import read_readings
from radtrace.files.lines import read_lines, shown, wrong
from radtrace.record import BadInput, Reading
from radtrace.training.vlm.data.build import ABOUT, LESSONS, READINGS
from radtrace.training.vlm.data.check import check_lesson
from radtrace.training.vlm.lessons.lesson import Lesson, Task


@dataclass(frozen=True)
class DataFolder:
    """Lessons and the Readings they were made of."""

    path: Path
    lessons: tuple[Lesson, ...]

    def some(self, split: str, weights: Mapping[Task, float], seed: int) -> list[Lesson]:
        """Lessons of one split, each task sampled by its weight, shuffled by the seed.

        Raises
        ------
        BadInput
            If a task with a weight has no lessons.
        """
        random = np.random.default_rng(seed)
        chosen: list[Lesson] = []
        for task, weight in weights.items():
            chosen += self._share(split, task, weight, random)
        return [chosen[place] for place in random.permutation(len(chosen))]

    def films(self, split: str, task: Task, most: int) -> list[Lesson]:
        """The first `most` lessons of a task in one split, in the folder's order."""
        found = [lesson for lesson in self.lessons if lesson.split == split and lesson.task == task]
        return found[:most]

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """The true Readings, by the path of their film."""
        found = (reading for _, reading in read_readings(self.path / READINGS))
        return {reading.study.films[0].file: reading for reading in found}

    @cached_property
    def about(self) -> dict[str, object]:
        """The folder's `about.json`; empty where it is missing or broken."""
        try:
            return dict(json.loads((self.path / ABOUT).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    def _share(self, split: str, task: Task, weight: float, random: np.random.Generator) -> list[Lesson]:
        found = self.films(split, task, len(self.lessons))
        if weight > 0 and not found:
            raise BadInput(f"{self.path} has no {task} lessons for {split}; build the data with them")
        often, rest = divmod(weight, 1.0)
        more = random.permutation(len(found))[: round(rest * len(found))]
        return found * int(often) + [found[place] for place in sorted(more)]


def open_data(path: Path) -> DataFolder:
    """The data folder at `path`.

    Raises
    ------
    BadInput
        Naming file and line, if it is none.
    """
    file = path / LESSONS
    if not file.is_file():
        raise BadInput(f"{path} is not a data folder: it has no {LESSONS}; make one with radtrace data build")
    known: set[str] = set()
    return DataFolder(path, tuple(_lesson(file, line, text, known) for line, text in read_lines(file)))


def _lesson(file: Path, line: int, text: str, known: set[str]) -> Lesson:
    try:
        lesson = Lesson.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = "".join(f"{part}: " for part in first["loc"])
        raise wrong(file, line, f"{where}{shown(first['msg'], 120)}; build the data again") from None
    check_lesson(file, line, lesson, known)
    return lesson
