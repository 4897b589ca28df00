"""The kinds of lines in trace text: keyword, positional fields, attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from radtrace.record.findings import Laterality, Presence
from radtrace.record.report import Section
from radtrace.record.trace.cursor import Cursor

Take = Callable[[Cursor], Any]


@dataclass(frozen=True)
class Attribute:
    """An attribute after a keyword: the field it fills, its parser, whether it can repeat."""

    field: str
    take: Take
    repeats: bool = False


@dataclass(frozen=True)
class Form:
    """One kind of line: positional fields in order, attributes by keyword, and an item that can follow."""

    head: Mapping[str, Take] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    item: Take | None = None


def _always(name: str, value: object) -> Attribute:
    return Attribute(name, lambda _: value)


def _section(cursor: Cursor) -> Section:
    word = cursor.take("findings or impression").value
    if word not in tuple(Section):
        cursor.wrong(f"a sentence is in {' or '.join(Section)}")
    return Section(word)


_ID = {"id": Attribute("id", lambda cursor: cursor.name())}
_FILM = {"film": Attribute("film", lambda cursor: cursor.film())}
_SURE = {"sure": Attribute("confidence", lambda cursor: cursor.share())}
_BOXES = {
    "box": Attribute("boxes", lambda cursor: cursor.own_box(), repeats=True),
    "on": Attribute("boxes", lambda cursor: cursor.film_box(), repeats=True),
}
_SEEN = {"unassessed": _always("assessed", False)}
_SIDES = {str(side): _always("laterality", side) for side in Laterality}
_PRESENCE = {str(presence): _always("presence", presence) for presence in Presence}

FORMS: Mapping[str, Form] = {
    "gaze": Form(
        attributes={
            "target": Attribute("target", lambda cursor: cursor.name()),
            "concept": Attribute("concept", lambda cursor: cursor.concept()),
            "present": _always("present", True),
            "absent": _always("present", False),
            "box": Attribute("box", lambda cursor: cursor.box()),
            "clock": Attribute("clock_s", lambda cursor: cursor.milliseconds()),
        }
    ),
    "look": Form(
        attributes={
            **_FILM,
            "degree": Attribute("degree", lambda cursor: cursor.degree()),
            "shown": Attribute("shown", lambda cursor: cursor.box()),
        },
        item=lambda cursor: cursor.fixation(),
    ),
    "hear": Form(item=lambda cursor: cursor.spoken()),
    "region": Form(
        head={"id": lambda cursor: cursor.region()},
        attributes={
            "box": Attribute("box", lambda cursor: cursor.box()),
            "outline": Attribute("polygons", lambda cursor: cursor.polygon(), repeats=True),
            **_SEEN,
            "reason": Attribute("reason", lambda cursor: cursor.text()),
            **_FILM,
        },
    ),
    "step": Form(
        head={"region": lambda cursor: cursor.region()},
        attributes={
            "for": Attribute("looked_for", lambda cursor: cursor.concepts()),
            "seen": Attribute("seen", lambda cursor: cursor.text()),
            "led": Attribute("findings", lambda cursor: cursor.references()),
            **_SEEN,
            **_ID,
        },
    ),
    "measure": Form(
        head={"name": lambda cursor: cursor.name(), "value": lambda cursor: cursor.number()},
        attributes={
            "unit": Attribute("unit", lambda cursor: cursor.name()),
            "limit": Attribute("limit", lambda cursor: cursor.number()),
            "at": Attribute("landmarks", lambda cursor: cursor.landmark(), repeats=True),
            **_FILM,
            **_ID,
        },
    ),
    "finding": Form(
        head={"concept": lambda cursor: cursor.concept()},
        attributes={
            **_PRESENCE,
            **_SIDES,
            "p": Attribute("probability", lambda cursor: cursor.share()),
            "below": Attribute("absent_below", lambda cursor: cursor.share()),
            "from": Attribute("present_from", lambda cursor: cursor.share()),
            "severity": Attribute("severity", lambda cursor: cursor.name()),
            "change": Attribute("change", lambda cursor: cursor.change()),
            "sure": Attribute("certainty", lambda cursor: cursor.share()),
            "box": Attribute("boxes", lambda cursor: cursor.scored_box(), repeats=True),
            "on": Attribute("other_boxes", lambda cursor: cursor.film_box(), repeats=True),
            "was": Attribute("prior_boxes", lambda cursor: cursor.film_box(), repeats=True),
            "ellipse": _always("outline", "ellipse"),
            "zones": Attribute("zones", lambda cursor: cursor.regions()),
            "steps": Attribute("evidence", lambda cursor: cursor.references()),
            "measured": Attribute("measurement", lambda cursor: (cursor.reference(),)),
            "critical": _always("critical", True),
            **_FILM,
            **_ID,
        },
    ),
    "say": Form(
        head={"section": _section, "text": lambda cursor: cursor.text()},
        attributes={
            "of": Attribute("findings", lambda cursor: cursor.references()),
            "regions": Attribute("regions", lambda cursor: cursor.regions()),
            "critical": _always("critical", True),
            **_ID,
        },
    ),
    "ask": Form(
        head={"text": lambda cursor: cursor.text()},
        attributes={
            "kind": Attribute("kind", lambda cursor: cursor.name()),
            "choices": Attribute("choices", lambda cursor: cursor.names()),
            **_ID,
        },
    ),
    "answer": Form(
        head={"text": lambda cursor: cursor.text()},
        attributes={
            "reason": Attribute("reason", lambda cursor: cursor.text()),
            "of": Attribute("findings", lambda cursor: cursor.references()),
            "regions": Attribute("regions", lambda cursor: cursor.regions()),
            **_BOXES,
            **_SURE,
        },
    ),
    "phrase": Form(
        head={"phrase": lambda cursor: cursor.text()},
        attributes={
            "absent": _always("present", False),
            **_BOXES,
            "said": Attribute("sentence", lambda cursor: (cursor.reference(),)),
            **_SURE,
            **_ID,
        },
    ),
    "claim": Form(
        head={"claim": lambda cursor: cursor.name()},
        attributes={
            "tool": Attribute("tool", lambda cursor: cursor.name()),
            "version": Attribute("version", lambda cursor: cursor.name()),
            "inputs": Attribute("inputs_sha256", lambda cursor: cursor.digest()),
            "value": Attribute("value", lambda cursor: cursor.value()),
            "unit": Attribute("unit", lambda cursor: cursor.name()),
            **_SURE,
            "region": Attribute("region", lambda cursor: cursor.region()),
            "box": Attribute("box", lambda cursor: cursor.own_box()),
            "on": Attribute("box", lambda cursor: cursor.film_box()),
            **_ID,
        },
    ),
}
RESERVED = frozenset(FORMS) | {keyword for form in FORMS.values() for keyword in form.attributes} | {"none"}
