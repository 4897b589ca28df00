"""What the tables of a language may hold; a wrong one is told in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

from radtrace.language.mention import CHANGES, SEVERITIES, ZONES
from radtrace.record import BadInput, Laterality, concept_by_id

_CUES = ("deny", "possible", "probable", "skip", "unsure", "contrary", "affirm", "past", "planned", "asked")
_DENIED = ("unchanged", "present", "possible", "deny", "unsure", "skip")
_WORDS = ("words",)
_SIGNS = frozenset("?¿[\u2610\u2611\u2612\u2713\u2714\u2717\u2718")  # signs that may stand for a phrase
_KEYS: Mapping[str, Callable[[], Collection[str]] | None] = {
    "names": concept_by_id,
    "vague": concept_by_id,
    "not_names": lambda: _WORDS,
    "anchors": None,
    "states": None,
    "before": lambda: _CUES,
    "after": lambda: _CUES,
    "negators": lambda: ("words", "nominal", "weak", "modal"),
    "adverbs": lambda: ("words", "whole"),
    "negated": lambda: _DENIED,
    "negated_ahead": lambda: _DENIED,
    "veiled": lambda: ("passive", "active"),
    "neutral": lambda: _WORDS,
    "ends": lambda: _WORDS,
    "verbs": lambda: _WORDS,
    "joins": lambda: ("and", "or", "versus"),
    "laterality": lambda: tuple(Laterality),
    "implied": lambda: ("left", "right"),
    "zones": lambda: ZONES,
    "severity": lambda: SEVERITIES,
    "change": lambda: CHANGES,
    "no_change": lambda: ("concepts", "words"),
    "headings": None,
    "prepositions": lambda: _WORDS,
    "earlier": lambda: ("words", "after", "measured", "degree"),
    "common": lambda: _WORDS,
    "articles": lambda: _WORDS,
    "same": None,
    "complements": lambda: _WORDS,
    "auxiliaries": lambda: _WORDS,
    "indefinite": lambda: _WORDS,
    "projection": lambda: _WORDS,
    "compared": lambda: _WORDS,
    "worse_on": lambda: ("left", "right"),
    "spelled": lambda: _WORDS,
    "named_change": lambda: CHANGES,
    "relative": lambda: ("same", "other"),
    "plain": lambda: _WORDS,
    "misplaced": lambda: _WORDS,
    "sites": None,
    "refined": concept_by_id,
    "tips": None,
    "carina": lambda: ("above", "at", "below"),
    "misplaced_at": concept_by_id,
    "urgent_at": concept_by_id,
    "abbreviations": lambda: _WORDS,
    "shortened": lambda: _WORDS,
    "pronouns": lambda: _WORDS,
    "openers": lambda: _WORDS,
    "grading": lambda: _WORDS,
    "growth": lambda: _WORDS,
    "definite": lambda: _WORDS,
    "occasions": lambda: _WORDS,
    "quantities": lambda: _WORDS,
    "since": lambda: _WORDS,
    "answers": lambda: _CUES,
    "retractions": lambda: ("retract", "read", "instead"),
    "labels": concept_by_id,
}  # a section's keys; None: any
_ALONE: Mapping[str, type] = {
    "silent": list,
    "shortest": int,
    "endings": list,
    "adjectives_follow": bool,
    "ordinal_points": bool,
    "spellings": list,
    "links": list,
}


def check(table: Mapping[str, Any], where: str) -> None:
    """Check sections, keys and shapes of a table, whole or a user's part.

    Raises
    ------
    BadInput
        On the first thing that is wrong, naming `where`, the section and the key.
    """
    for section, rows in table.items():
        if section == "state_of":
            _states(rows, where)
        elif section in _ALONE:
            _alone(section, rows, where)
        elif section in _KEYS:
            _rows(section, rows, where)
        else:
            raise BadInput(
                f"{where}: unknown section [{section}]; {_near(section, [*_KEYS, *_ALONE, 'state_of'])}"
            )


def check_states(table: Mapping[str, Any], where: str) -> None:
    """Check that the whole table's [state_of] speaks of its own anchors and states."""
    for anchor, row in table["state_of"].items():
        if anchor not in table["anchors"]:
            raise BadInput(f"{where}: [state_of.{anchor}] has no words; add {anchor!r} to [anchors]")
        for state in row:
            if state not in table["states"]:
                raise BadInput(
                    f"{where}: [state_of.{anchor}] {state} has no words; add {state!r} to [states]"
                )


def _rows(section: str, rows: object, where: str) -> None:
    if not isinstance(rows, dict):
        raise BadInput(f"{where}: [{section}] is {_kind(rows)}; it must be a section of lists")
    known = _KEYS[section]
    for key, phrases in rows.items():
        if known is not None and key not in known():
            raise BadInput(f"{where}: [{section}] has an unknown key {key!r}; {_near(key, known())}")
        _phrases(f"[{section}] {key}", phrases, where)
        if key == "concepts":
            _known(section, phrases, where)


def _phrases(name: str, phrases: object, where: str) -> None:
    if not isinstance(phrases, list):
        raise BadInput(
            f"{where}: {name} is {_kind(phrases)}; write a list of phrases, {name.split()[-1]} = [...]"
        )
    for phrase in phrases:
        if not isinstance(phrase, str) or not any(map(_sayable, phrase)):
            raise BadInput(f"{where}: {name} holds {phrase!r}; a phrase is text with a word in it")


def _sayable(letter: str) -> bool:
    return letter.isalnum() or letter in _SIGNS


def _alone(section: str, value: object, where: str) -> None:
    if type(value) is not _ALONE[section]:
        raise BadInput(f"{where}: {section} is {_kind(value)}; it must be {_NAMES[_ALONE[section]]}")
    if section == "silent":
        _phrases(section, value, where)
    elif section in ("endings", "spellings") and isinstance(value, list):
        for pair in value:
            if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(end, str) for end in pair):
                raise BadInput(f"{where}: {section} holds {pair!r}; write pairs of endings, ['ies', 'y']")
    elif section == "links" and not all(isinstance(link, str) for link in _listed(value)):
        raise BadInput(f"{where}: links must be letters between the parts of a compound, ['', 's']")


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _states(rows: object, where: str) -> None:
    if not isinstance(rows, dict):
        raise BadInput(f"{where}: [state_of] is {_kind(rows)}; write [state_of.ANCHOR] and STATE = 'concept'")
    for anchor, row in rows.items():
        if not isinstance(row, dict) or not all(isinstance(concepts, str) for concepts in row.values()):
            raise BadInput(f"{where}: [state_of.{anchor}] must hold lines STATE = 'concept' or '!concept'")
        concepts = " ".join(row.values()).split()
        _known(f"state_of.{anchor}", [concept.removeprefix("!") for concept in concepts], where)


def _known(section: str, concepts: Collection[str], where: str) -> None:
    for concept in concepts:
        if concept not in concept_by_id():
            near = _near(concept, concept_by_id())
            raise BadInput(f"{where}: [{section}] has an unknown concept {concept!r}; {near}")


def _near(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, known, 1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(list(known)[:20])}"


def _kind(value: object) -> str:
    return _NAMES.get(
        type(value), "a number" if isinstance(value, int | float) else f"a {type(value).__name__}"
    )


_NAMES: Mapping[type, str] = {
    str: "text", list: "a list", dict: "a section", bool: "true or false", int: "a whole number",
}  # fmt: skip
