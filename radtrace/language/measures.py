"""Measurements in words, always with their limit."""

from __future__ import annotations

from radtrace.language.claims import Draft
from radtrace.language.tables import table
from radtrace.language.words import joined, sentence
from radtrace.record import Measurement


def measure_words(measurement: Measurement, verb: str = "") -> str:
    """`cardiothoracic ratio 0.56 (limit 0.50)`, with a verb before the number if one is given."""
    words = joined(measurement.name, verb, _number(measurement, measurement.value))
    if measurement.limit is None:
        return words
    return f"{words} (limit {_number(measurement, measurement.limit)})"


def above_limit(measurement: Measurement) -> bool:
    """Whether the number as printed exceeds its limit."""
    limit = measurement.limit
    digits = _digits(measurement)
    return limit is not None and round(measurement.value, digits) > round(limit, digits)


def measures(measurement: Measurement) -> tuple[str | None, str | None]:
    """The region a measurement stands for, and the concept it speaks for above its limit."""
    row = table("phrases")["measurement"].get(measurement.name, {})
    return row.get("region"), row.get("concept")


def measurement_alone(measurement: Measurement) -> Draft:
    """A sentence on the measurement itself, about the region it was measured in."""
    region, _ = measures(measurement)
    return Draft(sentence(measure_words(measurement)), (), (region,) if region else ())


def _number(measurement: Measurement, value: float) -> str:
    unit = f" {measurement.unit}" if measurement.unit else ""
    return f"{value:.{_digits(measurement)}f}{unit}"


def _digits(measurement: Measurement) -> int:
    return 1 if measurement.unit else 2
