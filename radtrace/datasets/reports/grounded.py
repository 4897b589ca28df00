"""RadFact's grounded phrases: a report as a list of sentences, each with its boxes or without.

Form: `{"prediction": [{"text": ..., "boxes": null | [{"x_min": ..., ...}]}], "target": [...]}`, one of
them a file, or many in a list or under their ids; or only one side's list under its id. Boxes are
fractions of the film (Bannur et al. 2024, RadFact).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from radtrace.datasets.reports.fields import report_text
from radtrace.datasets.reports.report_file import Entry, PhraseEntry, Role
from radtrace.files.lines import shown, wrong
from radtrace.record import Box, BoxSet

_SIDES = {
    Role.PREDICTIONS: ("prediction", "model_prediction", "phrases"),
    Role.REFERENCES: ("target", "reference", "phrases"),
}


def is_grounded(value: object) -> bool:
    """Whether a JSON value is a list of phrases, or a record that holds one on either side."""
    if isinstance(value, list):
        return all(isinstance(phrase, dict) and "text" in phrase for phrase in value)
    fields = {name for names in _SIDES.values() for name in names}
    return isinstance(value, dict) and any(isinstance(value.get(name), list) for name in fields)


def grounded_entry(path: Path, line: int, identifier: str, value: object, role: Role) -> Entry:
    """The report of one list of phrases: their texts in order, parted by a space.

    Raises
    ------
    BadInput
        Naming file and line, if there is no list, or a phrase or a box is not as above.
    """
    phrases = tuple(_phrase(path, line, phrase) for phrase in _side(path, line, value, role))
    return Entry(identifier, " ".join(phrase.text.strip() for phrase in phrases), line, phrases)


def _side(path: Path, line: int, value: object, role: Role) -> list[Any]:
    if isinstance(value, Mapping):
        value = next((value[name] for name in _SIDES[role] if name in value), None)
    if not isinstance(value, list):
        raise wrong(path, line, f"has no list of phrases; name it {_SIDES[role][0]!r}")
    return value


def _phrase(path: Path, line: int, value: object) -> PhraseEntry:
    if not isinstance(value, dict):
        raise wrong(path, line, 'has a phrase that is no {"text", "boxes"}')
    text = report_text(path, line, "a phrase's 'text'", value.get("text"))
    boxes = value.get("boxes")
    if boxes is None:
        return PhraseEntry(text, None)
    if not isinstance(boxes, list):
        raise wrong(path, line, f"has boxes that are no list beside {shown(text, 40)!r}")
    return PhraseEntry(text, BoxSet.from_boxes(text, (_box(path, line, box) for box in boxes)))


def _box(path: Path, line: int, value: object) -> Box:
    try:
        return Box.model_validate(value)
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise wrong(path, line, f"has a bad box: {shown(reason, 200)}; give fractions of the film") from error
