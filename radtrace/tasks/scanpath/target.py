"""The target of a search, found by any of its names; a misspelt name is answered with near ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from radtrace.files.lines import shown
from radtrace.gaze.models.stored import StoredModel
from radtrace.record import BadInput, Concept, concept_by_id, find_concept, vocabulary
from radtrace.record.vocabulary import plain_name

_LABELS = "chexpert"


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
    plain = plain_name(name)
    concept = find_concept(name, _LABELS)
    if model is None:
        if concept is None:
            raise _unknown(name, {known for one in vocabulary() for known in _names(one)})
        return SearchTarget(target=plain, concept=concept)
    known = {plain_name(target): target for target in model.paths}
    names = [plain] if concept is None else [plain, *_names(concept_by_id()[concept])]
    target = next((known[one] for one in names if one in known), None)
    if target is None:
        raise _unknown(name, known)
    return SearchTarget(target=target, concept=concept)


def _unknown(name: str, known: Iterable[str]) -> BadInput:
    names = sorted(known)
    near = get_close_matches(plain_name(name), names, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(names[:20])}"
    return BadInput(f"there is no finding called {shown(name)!r}; {hint}")


def _names(concept: Concept) -> list[str]:
    labels = concept.labels.get(_LABELS, ())
    return [plain_name(name) for name in (concept.id, concept.name, *concept.synonyms, *labels)]
