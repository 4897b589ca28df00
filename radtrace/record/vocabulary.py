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


def _concept(row: dict[str, Any]) -> Concept:
    row = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    row["labels"] = {key: tuple(value) for key, value in row.get("labels", {}).items()}
    return Concept(**row)
