"""What was seen at one stop of the inspection, in one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.language.claims import ancestors, regions_of
from radtrace.language.phrases import noun, phrase
from radtrace.language.places import named
from radtrace.language.words import listed, sentence
from radtrace.record import Finding, Presence, Region


def describe_step(region: Region, findings: Sequence[Finding]) -> str:
    """What was seen in `region`, of the findings that can occur there.

    A finding with zones is seen only in them, one without wherever it can occur. Findings
    that are present elsewhere are not mentioned. Of a region that was not assessed it
    gives the reason.
    """
    if not region.assessed:
        reason = f": {region.reason.rstrip('.')}" if region.reason else ""
        return sentence(named([region.id]), "could not be assessed" + reason)
    name = named([region.id])
    possible_here = [f for f in findings if region.id in (*f.zones, *regions_of(f.concept))]
    if not possible_here:
        return sentence(f"{name}: none of the findings looked for occurs here")
    return sentence(f"{name}: {'; '.join(_said(possible_here, region.id))}")


def _said(findings: Sequence[Finding], region: str) -> list[str]:
    here = [f for f in findings if region in f.zones or not f.zones]
    present, absent, uncertain = ([f for f in here if f.presence is presence] for presence in Presence)
    open_ = {above for f in (*present, *uncertain) for above in ancestors(f.concept)}
    denied_here = [f for f in absent if f.concept not in open_]
    absent_words = [word for f in denied_here for word in phrase(f.concept).alone or phrase(f.concept).denied]
    doubts = listed([noun(f) for f in uncertain], "or")
    denied = listed(absent_words, "or")
    said = [listed([noun(f) for f in present]), doubts and f"possible {doubts}", denied and f"no {denied}"]
    return [part for part in said if part] or ["no sign here of what is seen elsewhere"]
