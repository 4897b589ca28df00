"""Put fixations and dictated words on one clock that starts at 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from radtrace.datasets.gaze.summary import Summary
from radtrace.record import Box, Fixation, Gaze, Word


@dataclass(frozen=True, slots=True)
class RawFixation:
    """A fixation on the source's clock, which may be negative; otherwise as `record.Fixation`."""

    x: float
    y: float
    start_s: float
    end_s: float
    degree: tuple[float, float] | None = None
    shown: Box | None = None


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word or phrase on the source's clock."""

    text: str
    start_s: float
    end_s: float


def on_one_clock(fixations: Sequence[RawFixation], words: Sequence[TimedWord], summary: Summary) -> Gaze:
    """The gaze, shifted so that no event is before 0.

    The shift is stored in `Gaze.clock_s` and counted; events out of order are sorted and counted.
    """
    zero = min([0.0, *(one.start_s for one in fixations), *(one.start_s for one in words)])
    summary.why["recordings with events before the clock's zero: the clock starts at the earliest"] += (
        zero < 0
    )
    for kind, starts in (
        ("fixations", [one.start_s for one in fixations]),
        ("words", [one.start_s for one in words]),
    ):
        disordered = any(one > other for one, other in pairwise(starts))
        summary.why[f"recordings whose {kind} were out of order: sorted by their start"] += disordered
    return Gaze(
        fixations=tuple(_fixation(one, zero) for one in sorted(fixations, key=lambda one: one.start_s)),
        words=tuple(_word(one, zero) for one in sorted(words, key=lambda one: one.start_s)),
        clock_s=zero,
    )


def _fixation(raw: RawFixation, zero: float) -> Fixation:
    return Fixation(
        x=raw.x,
        y=raw.y,
        start_s=raw.start_s - zero,
        duration_s=raw.end_s - raw.start_s,
        degree=raw.degree,
        shown=raw.shown,
    )


def _word(words: TimedWord, zero: float) -> Word:
    return Word(text=words.text, start_s=words.start_s - zero, end_s=words.end_s - zero)
