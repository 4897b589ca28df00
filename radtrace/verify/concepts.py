"""How the concept that a text names and the concept of a finding relate."""

from __future__ import annotations

from functools import cache

from radtrace.language import Mention, understand
from radtrace.language.claims import ancestors, regions_of
from radtrace.record import Finding, concept_by_id

SUMMARY = "acute_abnormality"
"""Denied, it calls the whole film normal."""


@cache
def named_by(concept: str) -> frozenset[str]:
    """The concept, and those that one of its own names in the vocabulary is understood as.

    >>> sorted(named_by("lung_nodule_or_mass"))
    ['lung_mass', 'lung_nodule', 'lung_nodule_or_mass']
    """
    known = concept_by_id().get(concept)
    understood = (understand(name).mentions for name in (known.synonyms if known else ()))
    return frozenset(mentions[0].concept for mentions in understood if len(mentions) == 1) | {concept}


def names(mention: Mention, finding: Finding) -> bool:
    """Whether the mention is of the finding's own concept."""
    return mention.concept in named_by(finding.concept)


def includes(mention: Mention, finding: Finding) -> bool:
    """Whether the mention names the finding's concept, or one that is above it."""
    return names(mention, finding) or mention.concept in ancestors(finding.concept)


def denies(mention: Mention, finding: Finding) -> bool:
    """Whether a mention that is absent denies the finding's concept.

    A concept is denied with all below it; clear lungs have none of what lies in lungs, and a normal
    film has nothing but devices.
    """
    if mention.concept in ancestors(finding.concept) | {finding.concept}:
        return True
    if mention.concept == SUMMARY:
        return regions_of(finding.concept) != ("devices",)
    return mention.normal and mention.concept == "lung_opacity" and _in_lungs(finding.concept)


@cache
def _in_lungs(concept: str) -> bool:
    regions = regions_of(concept)
    zoned = any(region.endswith("_zone") for region in regions)
    return zoned and not any(region.endswith(("_pleura", "_angle")) for region in regions)
