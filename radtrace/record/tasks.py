"""Results of tasks other than the report: questions, grounded phrases, claims of tools.

Boxes are in the film frame and name their film (`FilmBox`). Regions, findings and sentences are those of the
same Reading, by id.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from radtrace.record.geometry import FilmBox, Fraction, Record, Text


class Answer(Record):
    """The answer to a question, its reason, and where it is on the film.

    `reason` is the chain of thought or the finding it is based on, in words; `findings` are ids. `confidence`
    is the reader's own, in [0, 1].
    """

    text: Text
    reason: Text | None = None
    findings: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    boxes: tuple[FilmBox, ...] = ()
    confidence: Fraction | None = None


class Question(Record):
    """A question about the study, and its answer if there is one.

    `kind` is the data set's question type ("presence", "side", ...), `choices` the options of a
    multiple-choice question, empty if the question is open.
    """

    id: Text
    text: Text
    kind: Text | None = None
    choices: tuple[Text, ...] = ()
    answer: Answer | None = None

    @model_validator(mode="after")
    def _choices_differ(self) -> Question:
        if len(set(self.choices)) < len(self.choices):
            raise ValueError(f"question {self.id}: choices must differ, got {list(self.choices)}")
        return self


class Grounding(Record):
    """A phrase and its boxes, or `present` False for a phrase that is not on the film.

    `sentence` is the id of the sentence in this Reading that contains the phrase, if any.
    """

    id: Text
    phrase: Text
    present: bool = True
    boxes: tuple[FilmBox, ...] = ()
    sentence: str | None = None
    confidence: Fraction | None = None

    @model_validator(mode="after")
    def _placed_or_absent(self) -> Grounding:
        if self.present != bool(self.boxes):
            expected = "at least one box" if self.present else "no box"
            raise ValueError(f"grounding {self.id}: expected {expected}, got {len(self.boxes)}")
        return self


class ToolClaim(Record):
    """A tool's result about the study, with what is needed to reproduce it.

    `claim` names what is claimed: a measurement, a concept, a statement. `value` is a number or a word
    ("present"). `inputs_sha256` is the hash of the tool's inputs.
    """

    id: Text
    tool: Text
    version: Text
    claim: Text
    inputs_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    value: float | Text | None = None
    unit: Text | None = None
    confidence: Fraction | None = None
    region: str | None = None
    box: FilmBox | None = None
