"""Dictations: timed words and the sentences they form."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from radtrace.datasets.gaze.clock import TimedWord
from radtrace.datasets.gaze.summary import Summary
from radtrace.record import Section, Sentence

_STOPS = (".", "?", "!")
_SIGNS = (*_STOPS, ",", ";", ":")


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


def sentences_of(tokens: Sequence[str]) -> tuple[Sentence, ...]:
    """The dictation as sentences of the findings section.

    A sentence ends with a token that ends in a stop; signs ('.' and ',' are words of their own in
    REFLACX) join the word before them, all other tokens are parted by one space. Without any stop
    every token is a sentence, as tokens then are phrases.
    """
    if not any(token.endswith(_STOPS) for token in tokens):
        texts = list(tokens) if any(" " in token for token in tokens) else [" ".join(tokens)]
    else:
        texts = [_joined(run) for run in _runs(tokens)]
    numbered = enumerate((text for text in texts if text), start=1)
    return tuple(Sentence(id=f"s{n}", section=Section.FINDINGS, text=text) for n, text in numbered)


def _runs(tokens: Sequence[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for token in tokens:
        run.append(token)
        if token.endswith(_STOPS):
            yield run
            run = []
    yield run


def _joined(tokens: Iterable[str]) -> str:
    return "".join(token if token in _SIGNS else f" {token}" for token in tokens).strip()
