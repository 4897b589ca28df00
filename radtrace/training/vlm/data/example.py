"""One film of a data folder, with its truth and its lessons."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Question, Reading
from radtrace.training.vlm.lessons import Lesson, lessons_of


@dataclass(frozen=True, eq=False)
class Example:
    """A film, its true Reading and its split.

    `pixels` are uint8 (rows, columns); `cover` (structures, cells, cells) is the share of each cell that a
    structure covers, uint8 of 255, or None without masks; `questions` come with their answers.
    `lessons` are empty until `with_lessons` makes them.
    """

    name: str
    pixels: NDArray[np.uint8]
    reading: Reading
    split: str
    questions: tuple[Question, ...] = ()
    cover: NDArray[np.uint8] | None = None
    lessons: tuple[Lesson, ...] = ()

    @property
    def film(self) -> str:
        """The path of its picture within the data folder."""
        return f"films/{self.name}.png"

    def with_lessons(self) -> Example:
        """The example with its lessons. Making them is most of the work, so the drawing processes do it."""
        made = lessons_of(self.reading, self.film, self.split, self.questions)
        return replace(self, lessons=made)
