"""The vocabulary: the concepts a Reading can use, and their names in other label sets."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Concept:
    """One concept of the vocabulary.

    `name` is its name in reports, `parents` are concept ids, `regions` ids of protocol regions where it can
    occur, `labels` its names in other label sets (keys "chexpert", "nih", "vindr", "padchest", "rsna"),
    `codes` only where a code is certain.
    """

    id: str
    name: str
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    boxable: bool = True
    severities: tuple[str, ...] = ()
    critical: bool = False
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A JSON-serialisable dictionary."""
        return asdict(self)


@cache
def vocabulary() -> tuple[Concept, ...]:
    """All concepts, in the table's order.

    Examples
    --------
    >>> [concept.id for concept in radtrace.vocabulary()][:2]
    ['lung_opacity', 'consolidation']
    """
    table = tomllib.loads(files("radtrace.record").joinpath("vocabulary.toml").read_text("utf-8"))
    return tuple(_concept(row) for row in table["concept"])


@cache
def film_concepts() -> tuple[Concept, ...]:
    """The concepts with labels in film data sets (NIH, RSNA); the others are known from reports only."""
    return tuple(concept for concept in vocabulary() if {"nih", "rsna"} & set(concept.labels))


@cache
def concept_by_id() -> dict[str, Concept]:
    """The vocabulary by concept id."""
    return {concept.id: concept for concept in vocabulary()}


def find_concept(name: str, *label_sets: str) -> str | None:
    """The id of the concept of this name, or None.

    `name` is a label of one of `label_sets` (keys of `Concept.labels`), with or without the set's name before
    it ("RSNA_Lung_Opacity"), else a concept's id, its name in reports or a synonym; case-insensitive, with
    underscores as spaces. Where several concepts have the label, the most general one is found.

    Examples
    --------
    >>> find_concept("Lung Lesion", "chexpert")
    'lung_nodule_or_mass'
    >>> find_concept("pleural fluid"), find_concept("Lung Lesion")
    ('pleural_effusion', None)
    """
    return _names(label_sets).get(plain_name(name))


def plain_name(name: str) -> str:
    """A name as `find_concept` compares it: lower case, underscores and runs of white space as one space."""
    return " ".join(name.casefold().replace("_", " ").split())


@cache
def _names(label_sets: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for label_set in label_sets:
        for label, concepts in _by_label(label_set).items():
            general = next(one.id for one in concepts if not _kinds_above(one) & {c.id for c in concepts})
            found.setdefault(plain_name(label), general)
            found.setdefault(plain_name(f"{label_set} {label}"), general)
    own = [(name, concept.id) for concept in vocabulary() for name in (concept.id, concept.name)]
    synonyms = [(name, concept.id) for concept in vocabulary() for name in concept.synonyms]
    for name, identifier in own + synonyms:
        found.setdefault(plain_name(name), identifier)
    return found


def _by_label(label_set: str) -> dict[str, list[Concept]]:
    found: dict[str, list[Concept]] = {}
    for concept in vocabulary():
        for label in concept.labels.get(label_set, ()):
            found.setdefault(label, []).append(concept)
    return found


def _kinds_above(concept: Concept) -> set[str]:
    parents = [concept_by_id()[parent] for parent in concept.parents]
    return set(concept.parents).union(*map(_kinds_above, parents))


def _concept(row: dict[str, Any]) -> Concept:
    row = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    row["labels"] = {key: tuple(value) for key, value in row.get("labels", {}).items()}
    return Concept(**row)
