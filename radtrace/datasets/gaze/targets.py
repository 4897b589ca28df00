"""Search targets as concepts of the vocabulary."""

from __future__ import annotations

from functools import cache

from radtrace.record import Concept, concept_by_id, vocabulary


@cache
def concept_of(word: str) -> str | None:
    """The id of the concept that a data set's word for a target names, or None.

    A CheXpert label in any case, else a concept's name or id. Of several concepts that carry a label
    it is the first that is no kind of another: "lung lesion" is `lung_nodule_or_mass`, and "pleural
    other", which has no concept of its own, `pleural_thickening`.
    """
    name = " ".join(word.casefold().split())
    return _by_label().get(name) or _by_name().get(name)


@cache
def _by_label() -> dict[str, str]:
    found: dict[str, str] = {}
    for label, concepts in _carriers().items():
        ids = {concept.id for concept in concepts}
        found[label] = next(c.id for c in concepts if not ids & _kinds_above(c))
    return found


def _carriers() -> dict[str, list[Concept]]:
    carriers: dict[str, list[Concept]] = {}
    for concept in vocabulary():
        for label in concept.labels.get("chexpert", ()):
            carriers.setdefault(label.casefold(), []).append(concept)
    return carriers


def _kinds_above(concept: Concept) -> set[str]:
    above = set(concept.parents)
    return above.union(*(_kinds_above(concept_by_id()[parent]) for parent in concept.parents))


@cache
def _by_name() -> dict[str, str]:
    return {word.casefold(): c.id for c in vocabulary() for word in (c.id, c.name, *c.synonyms)}
