"""What a user asks to look for, by any of its names; near names where it is misspelt."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from radtrace.files.lines import shown
from radtrace.gaze.models.stored import StoredModel
from radtrace.record import BadInput, Concept, concept_by_id, vocabulary
from radtrace.tasks.scanpath.predictors import Wanted


def wanted_finding(name: str, model: StoredModel | None = None) -> Wanted:
    """The target of this name in a fitted model, or the vocabulary's concept of this name.

    A name is a model's target, a concept's id, its name in reports, a synonym, or its CheXpert label, in
    any case; underscores are spaces. With a fitted model a concept stands for the target that is one of
    its names.

    Raises
    ------
    BadInput
        If it is none of them; it gives near names.
    """
    said = _plain(name)
    concepts = _concepts()
    concept = concepts.get(said)
    if model is None:
        if concept is None:
            raise _unknown(name, concepts)
        return Wanted(target=said, concept=concept.id)
    known = {_plain(target): target for target in model.paths}
    names = [said] if concept is None else [said, *_names(concept)]
    target = next((known[one] for one in names if one in known), None)
    if target is None:
        raise _unknown(name, known)
    return Wanted(target=target, concept=concept.id if concept else None)


def _unknown(name: str, known: Iterable[str]) -> BadInput:
    names = sorted(known)
    near = get_close_matches(_plain(name), names, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(names[:20])}"
    return BadInput(f"no finding is called {shown(name)!r}; {hint}")


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
