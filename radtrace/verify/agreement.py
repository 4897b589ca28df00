"""Where a mention and a finding of the same concept disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from radtrace.language import Mention
from radtrace.language.places import part_of, side_of
from radtrace.language.understanding.lexis import english
from radtrace.language.understanding.tokens import tokens
from radtrace.record import Finding, Laterality, Presence, Sentence
from radtrace.verify.about import Text, finding_sides, listed_sides, mention_sides, region_sides, text_of

PARTS = {
    "apical": ("apical_zone",),
    "upper": ("upper_zone",),
    "mid": ("mid_zone",),
    "lower": ("lower_zone", "costophrenic_angle", "hemidiaphragm"),
    "perihilar": ("hilum",),
    "retrocardiac": ("heart", "lower_zone"),
    "costophrenic": ("costophrenic_angle",),
}
"""The regions, without their side, that a zone in words may be; a peripheral zone may be any."""


def disagreements(mention: Mention, finding: Finding, sentence: Sentence) -> Iterator[str]:
    """What the mention says that the finding does not, one sentence each.

    A mention may be silent on side, zone and severity. The regions that the sentence is linked to stand
    in for the place of a finding that has none.
    """
    yield from _presence(mention, finding)
    yield from _side(mention, finding, sentence.regions)
    known = finding.zones or sentence.regions
    for each in _apart(mention, text_of(sentence.text)):
        yield from _zones(each, finding, known)
    if mention.severity and mention.severity != degree(finding.severity):
        said = finding.severity or "not graded"
        yield f"The text calls {finding.concept} {mention.severity}, but the finding is {said}."


def _presence(mention: Mention, finding: Finding) -> Iterator[str]:
    if finding.presence is Presence.ABSENT:
        yield f"The text states {finding.concept}, which is absent."
    elif finding.presence is Presence.PRESENT and mention.presence is Presence.UNCERTAIN:
        yield f"The text doubts {finding.concept}, which is present."
    elif (
        finding.presence is Presence.UNCERTAIN and mention.presence is Presence.PRESENT and not mention.hedge
    ):
        yield f"{finding.concept} is uncertain, but the text states it without a hedge."


def _side(mention: Mention, finding: Finding, regions: tuple[str, ...]) -> Iterator[str]:
    allowed = finding_sides(finding) or region_sides(() if finding.zones else regions)
    extra = mention_sides(mention) - allowed
    if extra:
        where = listed_sides(allowed) or "on no side"
        yield f"The text says {listed_sides(extra)}, but {finding.concept} is {where}."


def _apart(mention: Mention, text: Text) -> Iterator[Mention]:
    """The mention once for each side, where it is on both and the text says no other place."""
    places = {(other.laterality, other.zones) for other in text.mentions if other.zones}
    if mention.laterality is not Laterality.BILATERAL or not mention.zones or len(places) > 1:
        yield mention
        return
    for place in text.remarks.places:
        for side in place.sides:
            yield replace(mention, laterality=Laterality(side), zones=place.zones)


def _zones(mention: Mention, finding: Finding, known: tuple[str, ...]) -> Iterator[str]:
    for zone in mention.zones:
        if zone in PARTS and not lies_in(mention, zone, known):
            yield f"The text says {zone}, but {finding.concept} is in {', '.join(known) or 'no zone'}."


def lies_in(mention: Mention, zone: str, regions: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether one of the regions is this zone of the mention, on its side if it names one."""
    sides = mention_sides(mention) or {None}
    return any(
        part_of(region) in PARTS.get(zone, ()) and (None in sides or side_of(region) in (*sides, None))
        for region in regions
    )


@cache
def degree(severity: str | None) -> str | None:
    """A finding's severity as a mention has it: "small" is mild, "large" severe; None for an unknown word."""
    lexis = english()
    found = lexis.attributes.find(tokens(severity or "", lexis.grammar))
    return next((value for mark in found if (value := mark.value("severity"))), None)
