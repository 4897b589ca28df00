"""Gaze: fixations recorded by an eye tracker during a reading, or predicted by a model."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from radtrace.record.geometry import Box, FilmIndex, Fraction, Record, Text

Seconds = Annotated[float, Field(ge=0.0)]
Share = Annotated[float, Field(gt=0.0)]


class Fixation(Record):
    """One fixation: film-frame position, start and duration in seconds.

    `degree` is one degree of visual angle there, as fractions of the film's width and height; `shown` is the
    part of the film that was on the screen. Both are None if unknown.

    Examples
    --------
    >>> radtrace.Fixation(x=0.3, y=0.6, start_s=1.2, duration_s=0.25).duration_s
    0.25
    """

    x: Fraction
    y: Fraction
    start_s: Seconds
    duration_s: Seconds
    film: FilmIndex = 0
    degree: tuple[Share, Share] | None = None
    shown: Box | None = None


class Word(Record):
    """A word or phrase of a dictation with its start and end, in seconds on the fixations' clock."""

    text: Text
    start_s: Seconds
    end_s: Seconds

    @model_validator(mode="after")
    def _ordered(self) -> Word:
        if self.end_s < self.start_s:
            raise ValueError(
                f"word {self.text!r} ends at {self.end_s} s, before it starts at {self.start_s} s"
            )
        return self


class Target(Record):
    """The target of a search.

    `name` is the data set's term, `concept` the vocabulary's id for it or None. `present` is whether it was
    there, or None if unknown; `box` where.
    """

    name: Text
    concept: str | None = None
    present: bool | None = None
    box: Box | None = None


class Gaze(Record):
    """The gaze of one reading in order of time, and the dictation.

    Time 0 is the start of the recording, or the earliest event if that was before; `clock_s` is the source's
    own clock at that moment (negative if events came before its zero).
    """

    fixations: tuple[Fixation, ...] = ()
    words: tuple[Word, ...] = ()
    target: Target | None = None
    clock_s: float = 0.0

    @model_validator(mode="after")
    def _in_order(self) -> Gaze:
        for kind, starts in (("fixations", self.fixations), ("words", self.words)):
            times = [event.start_s for event in starts]
            if any(one > other for one, other in pairwise(times)):
                raise ValueError(f"{kind} must be in order of their start")
        return self
