"""Dictations: timed words and the sentences they form."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from radtrace.datasets.gaze.clock import TimedWord
from radtrace.datasets.gaze.summary import Summary
from radtrace.gaze.align import sentences
from radtrace.record import Section, Sentence


def timed(events: Iterable[tuple[str, float, float]], summary: Summary) -> Iterator[TimedWord]:
    """Words as (text, start, end) in seconds; NaN where a time is missing.

    None is left out: a word without a time takes the end of the word before it, one that ends
    before it starts has no length. Both are counted.
    """
    before = 0.0
    for text, start, end in events:
        if not text:
            summary.leave_out("words", "empty")
            continue
        summary.why["words without a time: put at the end of the word before"] += math.isnan(start)
        start = before if math.isnan(start) else start
        end = start if math.isnan(end) else end
        summary.why["words that end before they start: given no length"] += end < start
        before = max(start, end)
        summary.take("words")
        yield TimedWord(text, start, before)


def sentences_of(words: Sequence[TimedWord]) -> tuple[Sentence, ...]:
    """The dictation as sentences of the findings section, split as for the alignment with gaze."""
    numbered = enumerate((one.text for one in sentences(words)), start=1)
    return tuple(Sentence(id=f"s{n}", section=Section.FINDINGS, text=text) for n, text in numbered)
