"""Align gaze with dictation: the sentences of a transcript and the fixations that belong to each.

A finding is looked at before it is dictated. As in GazeX, a sentence's evidence is what was fixated from two
seconds before its first word to the end of its last; neighbouring intervals may overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Fixation

LEAD_S = 2.0
"""Eye-voice span: the interval of a sentence starts this long before its first word."""

_ENDS = (".", "!", "?")
_SHORT = {"dr.", "mr.", "ms.", "mrs.", "vs.", "no.", "approx.", "e.g.", "i.e."}


class TimedText(Protocol):
    """A word or phrase of a dictation with its times in seconds, on any clock."""

    @property
    def text(self) -> str:
        """What was said."""

    @property
    def start_s(self) -> float:
        """When it begins."""

    @property
    def end_s(self) -> float:
        """When it ends."""


@dataclass(frozen=True)
class DictatedSentence:
    """A sentence of a dictation, and when it was said, in seconds on the fixations' clock."""

    text: str
    start_s: float
    end_s: float

    def opened_s(self, lead_s: float = LEAD_S) -> float:
        """When its evidence begins to be looked at; never before time 0."""
        return max(self.start_s - lead_s, 0.0)


def sentences(words: Sequence[TimedText]) -> tuple[DictatedSentence, ...]:
    """The sentences of a transcript whose words or phrases have times, in order.

    A sentence ends with a full stop, question mark or exclamation mark; one that stands as a word of its
    own joins the word before it. A phrase that holds several sentences is cut, its time shared out by
    characters. In a transcript without a single such mark, every phrase of several words is a sentence.
    """
    parts = [part for word in words for part in _parts(word)]
    phrased = not any(_ends(part.text) for part in parts)
    return tuple(_joined(group) for group in _groups(parts, phrased))


def dwell_between(fixations: Sequence[Fixation], start_s: float, end_s: float) -> NDArray[np.float64]:
    """Seconds of each fixation that fall between two times, shape (n,)."""
    starts = np.array([one.start_s for one in fixations], np.float64)
    ends = starts + np.array([one.duration_s for one in fixations], np.float64)
    shared: NDArray[np.float64] = np.maximum(np.minimum(ends, end_s) - np.maximum(starts, start_s), 0.0)
    return shared


def fixations_behind(
    sentence: DictatedSentence, fixations: Sequence[Fixation], lead_s: float = LEAD_S
) -> tuple[tuple[int, ...], NDArray[np.float64]]:
    """The indices of the fixations in a sentence's interval, and the seconds of each that fall in it."""
    dwell = dwell_between(fixations, sentence.opened_s(lead_s), sentence.end_s)
    inside = np.flatnonzero(dwell > 0)
    return tuple(int(index) for index in inside), dwell[inside]


def _ends(text: str) -> bool:
    last = text.split()[-1].lower() if text.split() else ""
    return text.endswith(_ENDS) and last not in _SHORT


def _parts(word: TimedText) -> Iterator[TimedText]:
    """A phrase, cut after every sentence end inside it."""
    tokens, length = word.text.split(), max(len(word.text.strip()), 1)
    second = (word.end_s - word.start_s) / length
    start, taken, spoken = word.start_s, 0, 0
    for index, token in enumerate(tokens, start=1):
        spoken += len(token) + (index > 1)
        if index == len(tokens) or _ends(token):
            end = word.end_s if index == len(tokens) else min(word.start_s + spoken * second, word.end_s)
            yield DictatedSentence(" ".join(tokens[taken:index]), start, end)
            start, taken = end, index


def _groups(parts: Sequence[TimedText], phrased: bool) -> Iterator[list[TimedText]]:
    group: list[TimedText] = []
    for part in parts:
        group.append(part)
        if _ends(part.text) or (phrased and " " in part.text):
            yield group
            group = []
    if group:
        yield group


def _joined(group: Sequence[TimedText]) -> DictatedSentence:
    text = group[0].text
    for _, word in pairwise(group):
        text += word.text if word.text in {*_ENDS, ",", ";", ":"} else f" {word.text}"
    return DictatedSentence(text, group[0].start_s, max(word.end_s for word in group))
