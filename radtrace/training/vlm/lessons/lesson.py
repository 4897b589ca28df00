"""One lesson, a line of `lessons.jsonl`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from zlib import crc32

from pydantic import AliasChoices, BaseModel, ConfigDict, Field


class Task(StrEnum):
    """The tasks."""

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
    compare with ("" where the answer is plain text), `zone_answer` the answer with the boxes of zones, which
    is all that a report supports, and `prior` the trace of the patient's earlier film.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    film: str = Field(min_length=1)
    task: Task
    split: str
    prompt: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    truth: str = ""
    # Data folders made before 0.3 call it "told".
    zone_answer: str | None = Field(default=None, validation_alias=AliasChoices("zone_answer", "told"))
    prior: str | None = None

    def with_zone_answer(self) -> Lesson:
        """The lesson with the boxes of zones as its answer."""
        return self if self.zone_answer is None else self.model_copy(update={"answer": self.zone_answer})


def with_box_share(lessons: Sequence[Lesson], share: float) -> list[Lesson]:
    """The lessons: this share of films keeps its own boxes, the others have those of zones.

    The checksum of the film's name decides, so that a film is on the same side in every run.
    """
    return [
        lesson if crc32(lesson.film.encode()) < share * 2**32 else lesson.with_zone_answer()
        for lesson in lessons
    ]
