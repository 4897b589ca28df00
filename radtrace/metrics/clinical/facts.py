"""What a mention states, as the sets that metrics compare."""

from __future__ import annotations

from functools import cache

from radtrace.language import Mention
from radtrace.record import Laterality, concept_by_id


def sides(mention: Mention) -> frozenset[str]:
    """The sides of a mention; both for bilateral, so half a bilateral finding is half right."""
    if mention.laterality is None:
        return frozenset()
    if mention.laterality is Laterality.BILATERAL:
        return frozenset({"left", "right"})
    return frozenset({str(mention.laterality)})


def places(mention: Mention) -> frozenset[str]:
    """Its sides and zones."""
    return sides(mention) | frozenset(mention.zones)


@cache
def ancestors(concept: str) -> frozenset[str]:
    """The concepts above `concept` in the vocabulary, without itself."""
    known = concept_by_id().get(concept)
    parents = known.parents if known else ()
    return frozenset(parents).union(*(ancestors(parent) for parent in parents))


@cache
def is_a(concept: str, other: str) -> bool:
    """Whether `concept` is `other` or a descendant of it."""
    return concept == other or other in ancestors(concept)
