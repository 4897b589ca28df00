"""One lesson, as it stands on a line of `lessons.jsonl`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field


class Task(StrEnum):
    """What is asked."""

    READ = "read"
    GROUND = "ground"
    QUESTION = "question"
    REPORT = "report"
    CLUES = "clues"
    MIMIC = "mimic"
    ORDER = "order"


GAZE_TASKS = (Task.CLUES, Task.MIMIC, Task.ORDER)


class Lesson(BaseModel):
    """A question about a film and its answer.

    `film` is the picture's path within the data folder, `truth` the trace text that rewards and scores
    compare with ("" where the answer is plain text), `told` the answer that the report alone would teach,
    with the boxes of zones, and `prior` the trace of the patient's earlier film.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    film: str = Field(min_length=1)
    task: Task
    split: str
    prompt: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    truth: str = ""
    told: str | None = None
    prior: str | None = None

    def as_told(self) -> Lesson:
        """The lesson that the report alone teaches."""
        return self if self.told is None else self.model_copy(update={"answer": self.told})


def boxed(lessons: Sequence[Lesson], share: float) -> list[Lesson]:
    """The lessons: this share of films teaches its own boxes, the others what their report tells."""
    return [lesson if crc32(lesson.film.encode()) < share * 2**32 else lesson.as_told() for lesson in lessons]
