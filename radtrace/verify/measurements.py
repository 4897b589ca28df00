"""Measurements are computed again from their landmarks, and every number in the text is one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from radtrace.anatomy.measurements import length_of_landmarks, ratio_of_landmarks
from radtrace.record import FilmReference, Measurement, Point, Reading, Sentence, Verdict
from radtrace.verify.rule import Problem, rule

Landmarks = Mapping[str, Point]

TOLERANCE: Mapping[str | None, float] = MappingProxyType({None: 0.005, "mm": 1.0})
"""How far a measurement may be from what its landmarks give, by its unit: half of the last digit printed
of a ratio, and of a length that and the grid of trace text."""

_FRACTION, _PERCENT = 1.0, 0.01
_UNITS = {"mm": 1.0, "cm": 10.0, "millimet": 1.0, "centimet": 10.0}
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<first>\d{1,4}(?:[.,]\d{1,3})?)"
    r"(?:\s{0,3}(?:x|\u00d7|by)\s{0,3}(?P<second>\d{1,4}(?:[.,]\d{1,3})?))?"
    r"\s{0,3}-?(?P<unit>mm\b|cm\b|millimet|centimet|%|percent\b|per cent\b)?",
    re.IGNORECASE,
)


class _Printed(NamedTuple):
    """A number of a text: its value, half of its last digit, "mm" or no unit, and its first character."""

    value: float
    half: float
    unit: str | None
    start: int


def _ratio(at: Landmarks, film: FilmReference) -> float:
    return ratio_of_landmarks(at)


FORMULAS: Mapping[str, Callable[[Landmarks, FilmReference], float]] = MappingProxyType(
    {"cardiothoracic ratio": _ratio, "nodule diameter": length_of_landmarks}
)


@rule(
    "measurements",
    "Every measurement follows from its landmarks, and every number in the text is one of them.",
)
def check(reading: Reading) -> Iterator[Problem]:
    """The value against its formula, and numbers and limits in the text against the record.

    A number that is a length, a percentage or a decimal fraction must be a measurement or its limit.
    """
    for measurement in reading.measurements:
        yield from _recomputed(measurement, reading.study.films[measurement.film])
    for sentence in reading.sentences:
        yield from _printed(sentence, reading)


def _recomputed(measurement: Measurement, film: FilmReference) -> Iterator[Problem]:
    formula = FORMULAS.get(measurement.name)
    try:
        value = formula(measurement.landmarks, film) if formula else None
    except (KeyError, ZeroDivisionError):
        value = None
    if value is None:
        why = f"{measurement.name} cannot be computed again: no formula, or landmarks missing or on one spot."
        yield Problem(why, verdict=Verdict.FLAG)
    elif abs(value - measurement.value) > TOLERANCE.get(measurement.unit, 0.005):
        yield Problem(f"{measurement.name} is {measurement.value:.3f}, but its landmarks give {value:.3f}.")


def _printed(sentence: Sentence, reading: Reading) -> Iterator[Problem]:
    """Each measurement takes its number and the limit after it; no other number may be left over."""
    numbers = list(_numbers(sentence.text))
    for measurement in reading.measurements:
        mine = [n for n in numbers if n.unit == measurement.unit and _is(n, measurement.value)]
        named = re.search(rf"\b{re.escape(measurement.name)}\b", sentence.text, re.IGNORECASE)
        after = [n for n in numbers if named and n.start > named.end()]
        if named and after and not _is(after[0], measurement.value):
            why = f"The text says {after[0].value:g}, but {measurement.name} is {measurement.value:.3f}."
            yield Problem(why, sentence=sentence.id)
            numbers.remove(after[0])
        elif mine:
            numbers.remove(mine[0])
        if measurement.limit is not None and (mine or (named and after)):
            yield from _limit(measurement, numbers, sentence)
    for number in numbers:
        yield Problem(f"The text says {number.value:g}, which is no measurement.", sentence=sentence.id)


def _limit(measurement: Measurement, numbers: list[_Printed], sentence: Sentence) -> Iterator[Problem]:
    limit = measurement.limit or 0.0
    given = next((n for n in numbers if n.unit == measurement.unit and _is(n, limit)), None)
    if given is not None:
        numbers.remove(given)
    else:
        why = f"The text gives {measurement.name} without its limit, {limit:g}."
        yield Problem(why, sentence=sentence.id)


def _numbers(text: str) -> Iterator[_Printed]:
    """Lengths in millimetres, percentages as fractions, and decimal fractions; counts are left out."""
    for match in _NUMBER.finditer(text):
        unit = (match["unit"] or "").lower()
        scale = _UNITS.get(unit, _PERCENT if unit else _FRACTION)
        for part in filter(None, (match["first"], match["second"])):
            digits = part.replace(",", ".")
            if unit or "." in digits:
                half = 0.5 * scale / 10.0 ** len(digits.partition(".")[2])
                length = "mm" if unit in _UNITS else None
                yield _Printed(float(digits) * scale, half, length, match.start())


def _is(printed: _Printed, value: float) -> bool:
    """Whether a printed number is `value` to as many digits as it has; rounding either way at a tie."""
    return abs(printed.value - value) <= printed.half + 1e-9
