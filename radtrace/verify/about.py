"""What several checks ask of a Reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from radtrace.language import Mention, Remarks, remarks, understand
from radtrace.language.places import side_of, sides_of
from radtrace.record import Box, Finding, Laterality, Presence, Reading, Sentence

_BOTH = frozenset(("left", "right"))


@dataclass(frozen=True, slots=True)
class Text:
    """What the words of a sentence say: its mentions, and what it says beside them.

    Mentions in a clause on what could not be assessed are left out, and those that a number states, such
    as a cardiothoracic ratio: numbers are checked as measurements.
    """

    mentions: tuple[Mention, ...]
    remarks: Remarks


@lru_cache(maxsize=8_192)
def text_of(text: str) -> Text:
    """A sentence's text, understood."""
    said = remarks(text)
    understood = understand(text)
    mentions = (
        mention
        for mention in understood.mentions
        if not any(start <= mention.start < end for start, end in said.not_assessed)
        and not any(map(str.isdigit, understood.words(mention)))
    )
    return Text(tuple(mentions), said)


def findings_of(reading: Reading, sentence: Sentence) -> list[Finding]:
    """The findings a sentence is linked to, in the reading's order."""
    return [finding for finding in reading.findings if finding.id in sentence.findings]


def is_stated(finding: Finding) -> bool:
    """Whether a finding is present or uncertain."""
    return finding.presence is not Presence.ABSENT


def stated(findings: Iterable[Finding]) -> list[Finding]:
    """Those that are present or uncertain."""
    return list(filter(is_stated, findings))


def finding_sides(finding: Finding) -> frozenset[str]:
    """The sides a finding is on, by its laterality or else its zones; empty where it has neither."""
    return frozenset(sides_of(finding.laterality, finding.zones))


def mention_sides(mention: Mention) -> frozenset[str]:
    """The sides a mention names; empty where it names none."""
    if mention.laterality is Laterality.BILATERAL:
        return _BOTH
    return _BOTH & {str(mention.laterality)}


def region_sides(regions: Iterable[str]) -> frozenset[str]:
    """The sides these regions are on."""
    return frozenset(side for side in map(side_of, regions) if side)


def assessed_regions(reading: Reading) -> frozenset[str]:
    """Ids of the regions that were assessed."""
    return frozenset(region.id for region in reading.regions if region.assessed)


def box_of(reading: Reading, region: str, film: int) -> Box | None:
    """The box of a region on a film, where it was found."""
    return next((r.box for r in reading.regions if r.id == region and r.film == film), None)


def listed_sides(sides: Iterable[str]) -> str:
    """`right and left`."""
    return " and ".join(sorted(sides, reverse=True))
