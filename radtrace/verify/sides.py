"""The side agrees in text, finding, zones and boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import mean

from radtrace.language import clauses, unassessed
from radtrace.language.places import side_of
from radtrace.record import Finding, Reading, Sentence, protocol
from radtrace.verify.about import (
    box_of,
    claims,
    finding_sides,
    findings_of,
    region_sides,
    stated,
    text_sides,
)
from radtrace.verify.rule import Problem, rule

TOLERANCE = 0.03
"""How far over the middle, in widths of the film, the centre of a box may lie."""


@rule("sides", "Text, findings, zones and boxes agree on the side.")
def check(reading: Reading) -> Iterator[Problem]:
    """Laterality against zones and boxes, and the side words of a sentence against its findings.

    The patient's left is on the right of the picture; the middle is that between the
    left and right regions found on the film, and half the width where none was. Boxes
    of a finding that is also in a region of no side, such as the heart, may lie anywhere.
    """
    for finding in stated(reading.findings):
        yield from _zones(finding)
        if all(side_of(zone) for zone in finding.zones):
            yield from _boxes(finding, reading)
    for sentence in reading.sentences:
        yield from _text(sentence, findings_of(reading, sentence))
        yield from _limits(sentence, reading)


def _zones(finding: Finding) -> Iterator[Problem]:
    in_zones = region_sides(finding.zones)
    if finding.laterality is not None and in_zones and in_zones != finding_sides(finding):
        why = f"{finding.concept} is {finding.laterality}, but its zones are {_said(in_zones)}."
        yield Problem(why, finding=finding.id)


def _boxes(finding: Finding, reading: Reading) -> Iterator[Problem]:
    sides = finding_sides(finding)
    middle, right_is_low = _middle(reading, finding.film)
    for number, box in enumerate(finding.boxes, start=1):
        over = box.centre.x - middle if right_is_low else middle - box.centre.x
        wrong = {"right": over > TOLERANCE, "left": -over > TOLERANCE}
        if len(sides) == 1 and wrong[next(iter(sides))]:
            yield Problem(
                f"{finding.concept} is {_said(sides)}, but box {number} is not.", finding=finding.id
            )


def _middle(reading: Reading, film: int) -> tuple[float, bool]:
    """x of the patient's midline in the film frame, and whether the right side has the smaller x."""
    pairs = [
        (right.centre.x, left.centre.x)
        for part in (region.id.removeprefix("right_") for region in protocol() if region.side == "right")
        if (right := box_of(reading, f"right_{part}", film))
        and (left := box_of(reading, f"left_{part}", film))
    ]
    if not pairs:
        return 0.5, True
    return mean(x for pair in pairs for x in pair), mean(right - left for right, left in pairs) < 0


def _text(sentence: Sentence, findings: list[Finding]) -> Iterator[Problem]:
    named = text_sides(claims(sentence.text))
    sided = {f.id: finding_sides(f) for f in stated(findings) if finding_sides(f)}
    allowed = frozenset().union(*sided.values()) or region_sides(sentence.regions)
    if named - allowed:
        why = f"The text says {_said(named - allowed)}, which none of its findings or regions is."
        yield Problem(why, sentence=sentence.id)
        return
    for finding, sides in sided.items():
        if named and sides - named:
            why = f"The text says {_said(named)}, but the finding is {_said(sides)}."
            yield Problem(why, sentence=sentence.id, finding=finding)


def _limits(sentence: Sentence, reading: Reading) -> Iterator[Problem]:
    """What the text says could not be assessed, must be on a side where something was not."""
    text = "; ".join(filter(unassessed, clauses(sentence.text)))
    missing = region_sides(region.id for region in reading.regions if not region.assessed)
    if text_sides(text) - missing:
        why = f"The text says {_said(text_sides(text) - missing)} could not be assessed, but it was."
        yield Problem(why, sentence=sentence.id)


def _said(sides: Iterable[str]) -> str:
    return " and ".join(sorted(sides, reverse=True))
