"""Triplets of anatomy, description and diagnosis, in the manner of MedTri.

MedTri writes `[Anatomical Entity: Radiologic Description + Diagnosis Category]` and drops hedges. Here
presence and certainty stay, as fields: a metric or a label can be made without them, but not the other
way round. A triplet has a description, a diagnosis, or both.
"""

from __future__ import annotations

from dataclasses import dataclass

from radtrace.language.forms.anatomy import anatomy, is_described
from radtrace.language.forms.readings_of import interpreted
from radtrace.language.mention import Mention, Understood
from radtrace.record import Presence, concept_by_id

_SURE = "definite"


@dataclass(frozen=True, slots=True)
class Triplet:
    """What is where, and what it is taken for.

    `certainty` is "definite" or the hedge (see `Mention.hedge`) of the diagnosis, or of the description
    where there is none. `mentions` are the indices of the mentions it was made of.
    """

    anatomy: str
    description: str | None
    diagnosis: str | None
    presence: Presence
    certainty: str
    change: str | None
    mentions: tuple[int, ...]

    def text(self) -> str:
        """As MedTri writes it, with "no" where it is absent and the certainty behind."""
        words = " + ".join(word for word in (self.description, self.diagnosis) if word)
        denied = "no " if self.presence is Presence.ABSENT else ""
        doubt = "" if self.certainty == _SURE else f" ({self.certainty})"
        return f"[{self.anatomy}: {denied}{words}{doubt}]"


def medtri(understood: Understood) -> tuple[Triplet, ...]:
    """The triplets of a report, in the order of its mentions."""
    mentions, pairs = understood.mentions, interpreted(understood)
    explained = set(pairs.values())
    return tuple(
        _triplet(mentions, index, pairs.get(index))
        for index in range(len(mentions))
        if index not in explained
    )


def _triplet(mentions: tuple[Mention, ...], index: int, seen: int | None) -> Triplet:
    last = mentions[index]
    place = last if seen is None else mentions[seen]
    alone = seen is None and is_described(last.concept)
    return Triplet(
        anatomy=anatomy(place if place.laterality or place.zones else last),
        description=_described(last) if alone else None if seen is None else _described(mentions[seen]),
        diagnosis=None if alone else _described(last),
        presence=last.presence,
        certainty=last.hedge or _SURE,
        change=last.change or place.change,
        mentions=(index,) if seen is None else (seen, index),
    )


def _described(mention: Mention) -> str:
    """The degree and the name."""
    return " ".join(filter(None, [mention.severity, concept_by_id()[mention.concept].name]))
