"""The impression: what matters, first things first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from radtrace.language.claims import Draft, assessed_ids, deniable, in_order, regions_of
from radtrace.language.measures import above_limit, measurement_alone, measures
from radtrace.language.phrases import families, phrase
from radtrace.language.statements import coarse_place, statements
from radtrace.language.tables import table
from radtrace.language.words import sentence
from radtrace.record import Finding, Measurement, Presence, Region, region_by_id


def impression(
    stated: Sequence[Finding],
    findings: Sequence[Finding],
    measurements: Sequence[Measurement],
    regions: Sequence[Region],
) -> Iterator[Draft]:
    """Critical findings, present ones by importance, measurements beyond limits, doubts; else a summary.

    The film is summed up as normal only where nothing is present or uncertain.

    Parameters
    ----------
    stated
        The findings to be told, a part of `findings`.
    """
    known = assessed_ids(regions)
    sure, doubts = (_told(stated, presence, known) for presence in (Presence.PRESENT, Presence.UNCERTAIN))
    ordered = sorted([*sure, *doubts], key=lambda draft: not draft.critical)
    yield from (draft for draft in ordered if draft.critical)
    yield from (draft for draft in sure if not draft.critical)
    yield from _beyond_limit(stated, measurements)
    if not sure and not doubts:
        yield from _summary(findings, measurements, regions)
    yield from (draft for draft in doubts if not draft.critical)


def _told(findings: Sequence[Finding], presence: Presence, known: Collection[str]) -> list[Draft]:
    by_importance = sorted(families(), key=lambda family: families()[family])
    return [
        draft
        for family in by_importance
        for draft in statements(
            [f for f in findings if phrase(f.concept).family == family], presence, coarse_place, {}, known
        )
    ]


def _beyond_limit(stated: Sequence[Finding], measurements: Sequence[Measurement]) -> Iterator[Draft]:
    """Measurements above their limit that no stated finding speaks for."""
    spoken_for = {finding.concept for finding in stated}
    for measurement in filter(above_limit, measurements):
        if measures(measurement)[1] not in spoken_for:
            yield measurement_alone(measurement)


def _summary(
    findings: Sequence[Finding],
    measurements: Sequence[Measurement],
    regions: Sequence[Region],
) -> Iterator[Draft]:
    """What to say where nothing is present; a finding whose measurement is above its limit is not linked."""
    words = table("phrases")
    denied = deniable(findings, regions)
    where = in_order({r for f in denied for r in regions_of(f.concept)} & assessed_ids(regions))
    if not denied:
        yield Draft(sentence(words["impression_nothing"]), (), in_order(r.id for r in regions))
    else:
        limit = "" if _chest_assessed(regions) else "in the assessed regions"
        beyond = {measurement.id for measurement in measurements if above_limit(measurement)}
        linked = tuple(f for f in denied if f.measurement not in beyond)
        yield Draft(sentence(words["impression_normal"], limit), linked, where)


def _chest_assessed(regions: Sequence[Region]) -> bool:
    return all(r.assessed for r in regions if region_by_id()[r.id].letter in "BC")
