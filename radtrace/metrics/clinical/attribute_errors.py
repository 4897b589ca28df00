"""Attribute errors: where two facts of the same finding differ, and what each difference costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from radtrace.language.mention import SEVERITIES
from radtrace.metrics.clinical.report_facts import Fact
from radtrace.metrics.clinical.weights import cost
from radtrace.metrics.result import ErrorKind
from radtrace.record import Laterality, Presence

_OPPOSED = frozenset((Laterality.LEFT, Laterality.RIGHT))
_WORSE, _BETTER = frozenset(("new", "increased")), frozenset(("decreased", "resolved"))
_SIZE_FACTOR = 1.5  # sizes that differ by more than this factor are an error


class Wrong(NamedTuple):
    """One attribute error: its kind, its cost as a share of the finding's weight, and the reason."""

    kind: ErrorKind
    share: float
    why: str


def wrong_attributes(prediction: Fact, reference: Fact) -> Iterator[Wrong]:
    """Every difference of two positive facts in presence, side, zone, severity, size and change."""
    yield from _presence(prediction, reference)
    yield from _side(prediction, reference)
    yield from _zone(prediction, reference)
    yield from _severity(prediction, reference)
    yield from _size(prediction, reference)
    yield from _change(prediction, reference)


def _presence(prediction: Fact, reference: Fact) -> Iterator[Wrong]:
    if prediction.presence is reference.presence:
        return
    doubted = prediction.presence is Presence.UNCERTAIN
    kind = ErrorKind.MISSED_FINDING if doubted else ErrorKind.FALSE_FINDING
    yield Wrong(kind, cost("uncertain_for_present"), _versus(prediction.presence, reference.presence))


def _side(prediction: Fact, reference: Fact) -> Iterator[Wrong]:
    one, other = prediction.side, reference.side
    if one == other:
        return
    if one is None or other is None:
        share = cost("side_missing")
    else:
        share = cost("wrong_side") if {one, other} == _OPPOSED else cost("part_of_sides")
    yield Wrong(ErrorKind.WRONG_PLACE, share, _versus(one or "no side", other or "no side"))


def _zone(prediction: Fact, reference: Fact) -> Iterator[Wrong]:
    one, other = prediction.zones, reference.zones
    if one == other:
        return
    apart = bool(one) and bool(other) and not one & other
    share = cost("wrong_zone") if apart else cost("zone_missing")
    yield Wrong(ErrorKind.WRONG_PLACE, share, _versus(_listed(one), _listed(other)))


def _listed(zones: frozenset[str]) -> str:
    return ", ".join(sorted(zones)) or "no zone"


def _severity(prediction: Fact, reference: Fact) -> Iterator[Wrong]:
    one, other = prediction.severity, reference.severity
    if one == other:
        return
    if one is None or other is None:
        share = cost("severity_missing")
    else:
        steps = abs(SEVERITIES.index(one) - SEVERITIES.index(other))
        share = cost("severity_step") * (1 if steps == 1 else 1.25 * steps)
    yield Wrong(ErrorKind.WRONG_SEVERITY, share, _versus(one or "no degree", other or "no degree"))


def _size(prediction: Fact, reference: Fact) -> Iterator[Wrong]:
    one, other = prediction.size_mm, reference.size_mm
    if one is None or other is None or max(one, other) <= _SIZE_FACTOR * min(one, other):
        return
    yield Wrong(ErrorKind.WRONG_SEVERITY, cost("wrong_size"), _versus(f"{one:g} mm", f"{other:g} mm"))


def _change(prediction: Fact, reference: Fact) -> Iterator[Wrong]:
    one, other = prediction.change, reference.change
    if one == other or _same_way(one, other):
        return
    if other is None:
        yield Wrong(
            ErrorKind.FALSE_COMPARISON, cost("false_change"), f"{one}; the reference does not compare"
        )
    elif one is None:
        yield Wrong(ErrorKind.MISSED_COMPARISON, cost("missed_change"), f"{other} in the reference")
    else:
        yield Wrong(ErrorKind.FALSE_COMPARISON, cost("wrong_change"), _versus(one, other))


def _same_way(one: str | None, other: str | None) -> bool:
    return {one, other} <= _WORSE or {one, other} <= _BETTER


def _versus(one: str, other: str) -> str:
    return f"{one}, and {other} in the reference"
