"""The target of a search, found by any of its names; a misspelt name is answered with near ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from radtrace.files.lines import shown
from radtrace.gaze.models.stored import StoredModel
from radtrace.record import BadInput, Concept, concept_by_id, vocabulary


@dataclass(frozen=True)
class SearchTarget:
    """What is looked for: the data set's name for it in lower case, and the vocabulary's concept."""

    target: str | None = None
    concept: str | None = None


def find_target(name: str, model: StoredModel | None = None) -> SearchTarget:
    """The target of this name in a fitted model, or the vocabulary's concept of this name.

    A name is a model's target, a concept's id, its name in reports, a synonym, or its CheXpert label,
    case-insensitively and with underscores as spaces. With a fitted model, a concept matches the target
    that has one of its names.

    Raises
    ------
    BadInput
        If no name matches; the message suggests similar names.
    """
    plain = _plain(name)
    concepts = _concepts()
    concept = concepts.get(plain)
    if model is None:
        if concept is None:
            raise _unknown(name, concepts)
        return SearchTarget(target=plain, concept=concept.id)
    known = {_plain(target): target for target in model.paths}
    names = [plain] if concept is None else [plain, *_names(concept)]
    target = next((known[one] for one in names if one in known), None)
    if target is None:
        raise _unknown(name, known)
    return SearchTarget(target=target, concept=concept.id if concept else None)


def _unknown(name: str, known: Iterable[str]) -> BadInput:
    names = sorted(known)
    near = get_close_matches(_plain(name), names, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(names[:20])}"
    return BadInput(f"there is no finding called {shown(name)!r}; {hint}")


def _concepts() -> dict[str, Concept]:
    """Concepts by all their names; a concept's own name goes before another's synonym or label."""
    found: dict[str, Concept] = {}
    for concept in vocabulary():
        found.setdefault(_plain(concept.id), concept)
    for concept in vocabulary():
        for name in _names(concept):
            found.setdefault(name, concept_by_id()[concept.id])
    return found


def _names(concept: Concept) -> list[str]:
    labels = concept.labels.get("chexpert", ())
    return [_plain(name) for name in (concept.id, concept.name, *concept.synonyms, *labels)]


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").lower().split())
