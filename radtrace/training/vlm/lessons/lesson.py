"""One lesson, as it stands on a line of `lessons.jsonl`."""

from __future__ import annotations

from enum import StrEnum

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
    compare with ("" where the answer is plain text), `prior` the trace of the patient's earlier film.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    film: str = Field(min_length=1)
    task: Task
    split: str
    prompt: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    truth: str = ""
    prior: str | None = None
