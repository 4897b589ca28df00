"""Measurements are computed again from their landmarks, and printed as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from radtrace.anatomy.measurements import ratio_of_landmarks
from radtrace.record import Measurement, Point, Reading, Sentence, Verdict
from radtrace.verify.rule import Problem, rule

Landmarks = Mapping[str, Point]

TOLERANCE = 0.005
"""Half of the last digit a ratio is printed with."""


FORMULAS: Mapping[str, Callable[[Landmarks], float]] = MappingProxyType(
    {"cardiothoracic ratio": ratio_of_landmarks}
)


@rule("measurements", "Every measurement follows from its landmarks and is printed as it is, with its limit.")
def check(reading: Reading) -> Iterator[Problem]:
    """The value against its formula, and the number and limit in the text against the record."""
    for measurement in reading.measurements:
        yield from _recomputed(measurement)
        for sentence in reading.sentences:
            yield from _printed(measurement, sentence)


def _recomputed(measurement: Measurement) -> Iterator[Problem]:
    formula = FORMULAS.get(measurement.name)
    try:
        value = formula(measurement.landmarks) if formula else None
    except (KeyError, ZeroDivisionError):
        value = None
    if value is None:
        why = f"{measurement.name} cannot be computed again: no formula, or landmarks missing or on one spot."
        yield Problem(why, verdict=Verdict.FLAG)
    elif abs(value - measurement.value) > TOLERANCE:
        yield Problem(f"{measurement.name} is {measurement.value:.3f}, but its landmarks give {value:.3f}.")


def _printed(measurement: Measurement, sentence: Sentence) -> Iterator[Problem]:
    pattern = rf"{re.escape(measurement.name)}\W+(?:(?:is|of|was)\s+)?(?P<value>\d+(?:\.\d+)?)"
    match = re.search(pattern, sentence.text, re.IGNORECASE)
    if match is None:
        return
    if not _same(match["value"], measurement.value):
        why = f"The text says {match['value']}, but {measurement.name} is {measurement.value:.3f}."
        yield Problem(why, sentence=sentence.id)
    if measurement.limit is not None:
        yield from _limit(measurement.limit, sentence, sentence.text[match.end() :])


def _limit(limit: float, sentence: Sentence, rest: str) -> Iterator[Problem]:
    match = re.search(r"limit\D{0,6}(\d+(?:\.\d+)?)", rest, re.IGNORECASE)
    if match is None:
        yield Problem(f"The text gives a number without its limit, {limit:g}.", sentence=sentence.id)
    elif not _same(match[1], limit):
        yield Problem(f"The text says limit {match[1]}, but it is {limit:g}.", sentence=sentence.id)


def _same(printed: str, value: float) -> bool:
    """Whether `printed` is `value` to as many digits as it has; rounding either way at a tie."""
    digits = len(printed.partition(".")[2])
    return abs(float(printed) - value) <= 0.5 / 10.0**digits + 1e-9
