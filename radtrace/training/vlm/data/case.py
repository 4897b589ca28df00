"""What a data folder is made of, one film at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Reading
from radtrace.training.vlm.lessons import Lesson, lessons_of


@dataclass(frozen=True, eq=False)
class Case:
    """A film, what is true of it, and on which side of the split it is.

    `pixels` are uint8 (rows, columns); `cover` (structures, cells, cells) is the share of each cell that a
    structure covers, uint8 of 255, or None where no masks are known; `questions` are pairs with answers.
    `lessons` are there once `taught` has made them.
    """

    name: str
    pixels: NDArray[np.uint8]
    reading: Reading
    split: str
    questions: tuple[tuple[str, str], ...] = ()
    cover: NDArray[np.uint8] | None = None
    lessons: tuple[Lesson, ...] = ()

    @property
    def film(self) -> str:
        """The path of its picture within the data folder."""
        return f"films/{self.name}.png"

    def taught(self) -> Case:
        """The case with its lessons, most of the work of a data folder; processes that draw can share it."""
        made = lessons_of(self.reading, self.film, self.split, self.questions)
        return replace(self, lessons=made)
