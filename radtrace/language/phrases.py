"""The phrase table: how each concept is worded, and which family it is told with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from radtrace.language.tables import table
from radtrace.language.words import joined
from radtrace.record import Finding, Laterality, Presence, concept_by_id


@dataclass(frozen=True)
class ConceptPhrase:
    """How a concept is worded; the fields are explained in `phrases.toml`."""

    family: str
    noun: str
    plural: str = ""
    role: str = ""
    negatives: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    sided: bool = False
    placeless: bool = False
    usual: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    present: str = ""
    uncertain: str = ""
    absent: str = ""

    @property
    def denied(self) -> tuple[str, ...]:
        """The words of this concept in a list of negatives."""
        return self.negatives or (self.noun,)


@cache
def phrase(concept: str) -> ConceptPhrase:
    """The phrase of a concept id; one that the table lacks is worded by its name, in family `other`."""
    row: dict[str, Any] | None = table("phrases")["concept"].get(concept)
    if row is None:
        known = concept_by_id().get(concept)
        return ConceptPhrase("other", known.name if known else concept.replace("_", " "))
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return ConceptPhrase(**fields)


@cache
def families() -> dict[str, int]:
    """Families in the order of the findings section, with their rank in the impression."""
    return {row["id"]: row["importance"] for row in table("phrases")["family"]}


def noun(finding: Finding) -> str:
    """The finding's noun, with its degree where it is sure, in the plural where there are several."""
    words = phrase(finding.concept)
    several = len(finding.boxes) > 1 or finding.laterality is Laterality.BILATERAL
    name = words.plural if words.plural and several and not words.sided else words.noun
    return joined(degree(finding), name)


def degree(finding: Finding) -> str:
    """The severity of a finding that is present; of a doubt, to name one would claim too much."""
    return (finding.severity or "") if finding.presence is Presence.PRESENT else ""
