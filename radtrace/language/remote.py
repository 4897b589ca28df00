"""A model behind an OpenAI-compatible URL that understands a report: the same record as the rules give.

The sentences are found by rules and numbered in the prompt; the model answers with mentions. Nothing of
the answer is trusted: every field is checked, and the words of every mention must stand in its
sentence. A malformed answer is told to the model once; the second time it is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from radtrace.language.mention import CHANGES, HEDGES, LEVEL, SEVERITIES, ZONES, Mention, Span, Understood
from radtrace.language.understanding.lexis import Lexis, english
from radtrace.language.understanding.understand import lexis_for, split
from radtrace.llm.chat import Chat, Message
from radtrace.record import Laterality, Presence, RadtraceError, concept_by_id

MOST_MENTIONS = 1_000
MOST_MM = 1_000.0
_FENCE = re.compile(r"```(?:json)?[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)
_REQUIRED = frozenset(("concept", "presence", "sentence", "text"))
_OPTIONAL = frozenset(
    (
        "start",
        "end",
        "section",
        "laterality",
        "zones",
        "severity",
        "size_mm",
        "change",
        "hedge",
        "normal",
        "levels",
        "tip",
        "tip_mm",
        "misplaced",
        "urgent",
    )
)
_SPACES = str.maketrans("\n\r\t", "   ")
_SIDES = tuple(str(side) for side in Laterality)


class BadAnswer(RadtraceError):
    """A model's answer is no record of the report. The text names the mention and the field."""


def understand_remote(text: str, chat: Chat, language: str | Lexis = "auto") -> Understood:
    """What a report says, as the model behind `chat` understands it.

    A report without sentences is not sent. `language` gives the headings of sections, as in
    `understand`; a report in a language that is not recognized is sent too.

    Raises
    ------
    ChatError
        If the model cannot be reached or does not answer.
    BadAnswer
        If its answer, and the one after it was told why, is not the record.
    """
    lexis = lexis_for(text, language) or english()
    spans = split(text, lexis)
    if not spans:
        return Understood(text, (), ())
    messages = _prompt(text, spans, lexis)
    answer = chat.ask(messages)
    try:
        return _checked(answer, text, spans, lexis)
    except BadAnswer as error:
        correction: list[Message] = [
            {"role": "assistant", "content": answer},
            {"role": "user", "content": f"Not usable: {error} Answer again with the whole JSON object."},
        ]
    try:
        return _checked(chat.ask([*messages, *correction]), text, spans, lexis)
    except BadAnswer as error:
        raise BadAnswer(f"model {chat.model!r} gave no record of the report twice: {error}") from error


def _prompt(text: str, spans: tuple[Span, ...], lexis: Lexis) -> list[Message]:
    asked = (
        f"[{index}] ({span.section}) {_flat(text)[span.start : span.end]}"
        for index, span in enumerate(spans)
        if span.section not in lexis.silent
    )
    system = _SYSTEM.format(
        concepts=", ".join(concept_by_id()),
        presence=", ".join(Presence),
        hedges=", ".join(HEDGES),
        sides=", ".join(_SIDES),
        zones=", ".join(ZONES),
        severities=", ".join(SEVERITIES),
        changes=", ".join(CHANGES),
        tips=", ".join(sorted(lexis.tips)),
    )
    return [{"role": "system", "content": system}, {"role": "user", "content": "\n".join(asked)}]


_SYSTEM = """You read the numbered sentences of a chest film's report. Answer with one JSON object:
{{"findings": [{{"concept", "presence", "sentence", "text", ...}}]}}, a mention for every place where a
sentence states, denies or doubts a concept, in the order of the report. Fields of a mention:
concept: one of {concepts}
presence: one of {presence}
sentence: the sentence's number
text: the words that name the concept, copied letter for letter from the sentence
hedge: null, or how presence is weakened: one of {hedges}; "probable" goes with present, the others
with uncertain
laterality: null, or the patient's side: one of {sides}
zones: a list of {zones}
severity: null, or one of {severities} (small is mild, large severe)
size_mm: a list of lengths in millimetres
change: null, or one of {changes}; what has resolved is absent
levels: a list of ribs ("9") or vertebrae ("T12") that are named
tip: null, or where a device ends: one of {tips}
tip_mm: null, or how many millimetres a tube ends above the carina, negative below
misplaced: true where a device ends in the wrong place or is said to be misplaced
urgent: true where that place is dangerous, such as a tube in a main bronchus
normal: true where it is absent because its region was called normal
Leave out fields that are null, empty or false. Add no other field and no other words."""


def _checked(answer: str, text: str, spans: tuple[Span, ...], lexis: Lexis) -> Understood:
    rows = _rows(answer)
    mentions = tuple(_Row(number, row, text, spans, lexis).mention() for number, row in enumerate(rows))
    return Understood(
        text, spans, tuple(sorted(mentions, key=lambda m: (m.sentence, m.start))), lexis.language
    )


def _rows(answer: str) -> list[Any]:
    fenced = _FENCE.fullmatch(answer.strip())
    try:
        value = json.loads(
            fenced.group(1) if fenced else answer, parse_constant=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"the answer is not JSON ({error}).") from error
    if not isinstance(value, dict) or set(value) != {"findings"} or not isinstance(value["findings"], list):
        raise BadAnswer('the answer is no {"findings": [...]}.')
    rows: list[Any] = value["findings"]
    if len(rows) > MOST_MENTIONS:
        raise BadAnswer(f"the answer has {len(rows)} mentions, over {MOST_MENTIONS}.")
    return rows


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a field is given twice")
    return dict(pairs)


class _Row:
    """One mention of the answer, field by field."""

    def __init__(self, number: int, row: object, text: str, spans: tuple[Span, ...], lexis: Lexis) -> None:
        self._number, self._text, self._tips = number, text, sorted(lexis.tips)
        if not isinstance(row, dict):
            raise self._wrong("it is no JSON object")
        self._row: Mapping[str, Any] = row
        self._fields()
        self._index, self._span = self._sentence(spans, lexis)

    def mention(self) -> Mention:
        """The mention, if every field of it is valid and they agree."""
        start, end = self._words()
        mention = Mention(
            concept=self._one_of("concept", concept_by_id()),
            presence=Presence(self._one_of("presence", Presence)),
            start=start,
            end=end,
            sentence=self._index,
            section=self._span.section,
            laterality=Laterality(side) if (side := self._maybe("laterality", _SIDES)) else None,
            zones=self._zones(),
            severity=self._maybe("severity", SEVERITIES),
            size_mm=self._size(),
            change=self._maybe("change", CHANGES),
            hedge=self._maybe("hedge", HEDGES),
            normal=self._flag("normal"),
            levels=self._words_of("levels"),
            tip=self._tip(),
            tip_mm=self._distance(),
            misplaced=self._flag("misplaced"),
            urgent=self._flag("urgent"),
        )
        self._agree(mention)
        return mention

    def _fields(self) -> None:
        missing, unknown = _REQUIRED - set(self._row), set(self._row) - _REQUIRED - _OPTIONAL
        if missing:
            raise self._wrong(f"the field {min(missing)!r} is missing")
        if unknown:
            raise self._wrong(f"the field {_told(min(unknown))} is unknown")

    def _sentence(self, spans: tuple[Span, ...], lexis: Lexis) -> tuple[int, Span]:
        index = self._row["sentence"]
        if type(index) is not int or not 0 <= index < len(spans):
            raise self._wrong(f"'sentence' is {_told(index)}, not a number from 0 to {len(spans) - 1}")
        span = spans[index]
        if span.section in lexis.silent:
            raise self._wrong(f"sentence {index} is of the {span.section}, which states no findings")
        if self._row.get("section", span.section) != span.section:
            raise self._wrong(f"'section' is not {span.section!r}, where sentence {index} stands")
        return index, span

    def _words(self) -> tuple[int, int]:
        words = self._row["text"]
        if not isinstance(words, str) or not words.strip():
            raise self._wrong("'text' holds no words")
        found = list(_occurrences(_flat(words), _flat(self._text), self._span))
        if not found:
            raise self._wrong(f"'text' {_told(words)} does not stand in sentence {self._index}")
        start = self._row.get("start", found[0])
        end = self._row.get("end", start + len(words) if start in found else None)
        if start not in found or end != start + len(words):
            raise self._wrong(f"'start' and 'end' are not where {_told(words)} stands; leave them out")
        return start, end

    def _one_of(self, name: str, known: Any) -> str:
        value = self._row[name]
        if not isinstance(value, str) or value not in tuple(known):
            raise self._wrong(f"{name!r} is {_told(value)}, which is not in its list")
        return value

    def _maybe(self, name: str, known: tuple[str, ...]) -> str | None:
        return None if self._row.get(name) is None else self._one_of(name, known)

    def _zones(self) -> tuple[str, ...]:
        zones = self._row.get("zones", [])
        if not isinstance(zones, list) or any(not isinstance(z, str) or z not in ZONES for z in zones):
            raise self._wrong(f"'zones' is {_told(zones)}, not a list of zones")
        return tuple(dict.fromkeys(zones))

    def _size(self) -> tuple[float, ...]:
        sizes = self._row.get("size_mm", [])
        if not isinstance(sizes, list) or not all(map(_is_length, sizes)):
            raise self._wrong(f"'size_mm' is {_told(sizes)}, not a list of lengths below {MOST_MM:g}")
        return tuple(map(float, sizes))

    def _flag(self, name: str) -> bool:
        value = self._row.get(name, False)
        if not isinstance(value, bool):
            raise self._wrong(f"{name!r} is neither true nor false")
        return value

    def _words_of(self, name: str) -> tuple[str, ...]:
        words = self._row.get(name, [])
        if not isinstance(words, list) or not all(isinstance(w, str) and LEVEL.fullmatch(w) for w in words):
            raise self._wrong(f"{name!r} is {_told(words)}, not a list of ribs ('9') or vertebrae ('T12')")
        return tuple(dict.fromkeys(words))

    def _tip(self) -> str | None:
        return self._maybe("tip", tuple(self._tips))

    def _distance(self) -> float | None:
        value = self._row.get("tip_mm")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MOST_MM:
            raise self._wrong(f"'tip_mm' is {_told(value)}, not a distance below {MOST_MM:g}")
        return float(value)

    def _agree(self, mention: Mention) -> None:
        fits: dict[Presence, tuple[str | None, ...]] = {
            Presence.PRESENT: (None, "probable"),
            Presence.ABSENT: (None,),
            Presence.UNCERTAIN: HEDGES[1:],
        }
        if mention.hedge not in fits[mention.presence]:
            raise self._wrong(f"'hedge' {_told(mention.hedge)} does not go with presence {mention.presence}")
        if mention.presence is not Presence.ABSENT and (mention.normal or mention.change == "resolved"):
            raise self._wrong("what is normal or resolved is absent")

    def _wrong(self, what: str) -> BadAnswer:
        return BadAnswer(f"mention {self._number}: {what}.")


def _flat(text: str) -> str:
    """The text on one line, every character at its place: models copy no line ends."""
    return text.translate(_SPACES)


def _occurrences(words: str, text: str, span: Span) -> Iterator[int]:
    start = text.find(words, span.start, span.end)
    while start >= 0:
        yield start
        start = text.find(words, start + 1, span.end)


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < MOST_MM


def _told(value: object) -> str:
    told = repr(value)
    return told if len(told) <= 60 else f"{told[:59]}…"
