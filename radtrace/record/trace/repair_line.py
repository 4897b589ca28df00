"""One line of a model's output, repaired where possible; each repair is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from radtrace.files.lines import shown
from radtrace.record.change import Change, change_of
from radtrace.record.geometry import Box
from radtrace.record.protocol import protocol, region_by_id
from radtrace.record.trace.cursor import Cursor, Gazed
from radtrace.record.trace.forms import FORMS, RESERVED, Form
from radtrace.record.trace.line import Line, take_next
from radtrace.record.trace.scales import Scale
from radtrace.record.trace.tokens import Token, TraceError, split_line
from radtrace.record.vocabulary import concept_by_id, vocabulary

Note = Callable[[int, str], None]
_BULLET = re.compile(r"[\s>*•-]*(?:[0-9]{1,3}[.)])?\s*")
_WORD = re.compile("[^0-9]+")
_BRACKETS = "[](){},;"
_COORDINATE = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")


def repair_line(text: str, number: int, scale: Scale, note: Note) -> Line | None:
    """The line with its usable parts, or None; `note` receives every repair."""
    try:
        tokens = _tokens(text, number, note)
        return _line(RepairCursor(tokens, number, RESERVED, scale), number, note)
    except TraceError as error:
        note(number, f"dropped {shown(text.strip(), 60)!r}: {error.what}")
        return None


def kind_of(text: str) -> str:
    """The first word of a line, in lower case; for a valid line its keyword."""
    return next(iter(_bare(text).split(maxsplit=1)), "").lower()


def _bare(text: str) -> str:
    """The line without a leading bullet or number."""
    found = _BULLET.match(text)
    return text[found.end() :] if found else text


def _tokens(text: str, number: int, note: Note) -> list[Token]:
    bare = _bare(text)
    try:
        return split_line(bare, number)
    except TraceError:
        tokens = split_line(bare.rstrip("\\") + '"', number)
    note(number, "closed a quote")
    return tokens


def _line(cursor: RepairCursor, number: int, note: Note) -> Line:
    cursor.note = note
    line = Line(cursor.take("a line").value.lower(), number)
    if line.kind not in FORMS:
        cursor.wrong("not a line of trace text")
    form = FORMS[line.kind]
    line.fields |= {name: take(cursor) for name, take in form.head.items()}
    while not cursor.done:
        _take_or_skip(cursor, form, line, note)
    return line


def _take_or_skip(cursor: RepairCursor, form: Form, line: Line, note: Note) -> None:
    before = cursor.place
    try:
        take_next(cursor, form, line)
    except TraceError as error:
        if form.item is None:
            cursor.skip_to_keyword()
        note(line.number, f"dropped {shown(cursor.since(before), 60)!r}: {error.what}")


class RepairCursor(Cursor):
    """A cursor that clamps, swaps and looks up values instead of raising."""

    note: Note

    @property
    def place(self) -> int:
        """Number of tokens taken."""
        return self._at

    def since(self, place: int) -> str:
        """The words taken since `place`."""
        return " ".join(token.value for token in self._tokens[place : self._at])

    def skip_to_keyword(self) -> None:
        """Skip the values of the attribute that failed."""
        while not self.done and self.keyword is None:
            self._at += 1

    def concept(self) -> str:
        """A concept of the vocabulary, by id or by a name used in reports."""
        return self._known(concept_by_id(), _concept_names(), "concept")

    def region(self) -> str:
        """A region of the protocol, by its id or its name."""
        return self._known(region_by_id(), _region_names(), "region")

    def change(self) -> Change:
        """A change, by its word or a synonym such as "larger"."""
        word = self.name("a change")
        found = change_of(word.replace("_", " ")) or change_of(word)
        if found is None:
            self.wrong(f"{shown(word)!r} is not a change")
        if found != word:
            self.note(self.line, f"read {shown(word)!r} as {found}")
        return found

    def concepts(self) -> tuple[str, ...]:
        """Concepts of the vocabulary; others are dropped."""
        return self._only(concept_by_id(), "concept")

    def regions(self) -> tuple[str, ...]:
        """Regions of the protocol; others are dropped."""
        return self._only(region_by_id(), "region")

    def on_picture(self, x: int, y: int) -> tuple[float, float]:
        """(x, y) as fractions, moved onto the picture."""
        clamped = min(max(x, 0), self.scale.x), min(max(y, 0), self.scale.y)
        if clamped != (x, y):
            self.note(self.line, f"moved the point {x} {y} to {clamped[0]} {clamped[1]}")
        return super().on_picture(*clamped)

    def coordinate(self) -> int:
        """A coordinate; brackets around it are removed, decimals rounded."""
        token = self.take("a coordinate")
        word = token.value.strip(_BRACKETS)
        if not _COORDINATE.fullmatch(word):
            self.wrong(f"{shown(token.value)!r} is not a coordinate")
        if word != token.value or "." in word:
            self.note(self.line, "removed brackets, commas or decimals from coordinates")
        return round(float(word))

    def box(self) -> Box:
        """A box; corners in the wrong order are swapped."""
        xs, ys = zip(self.point(), self.point(), strict=True)
        if xs[0] > xs[1] or ys[0] > ys[1]:
            self.note(self.line, "swapped the corners of a box")
        if xs[0] == xs[1] or ys[0] == ys[1]:
            self.wrong("a box has width and height")
        return Box(x_min=min(xs), y_min=min(ys), x_max=max(xs), y_max=max(ys))

    def fixation(self) -> Gazed:
        """A fixation; one that starts before the previous one ends is moved later."""
        x, y, duration, gap = super().fixation()
        if gap < 0:
            self.note(self.line, f"moved a fixation that starts {-gap} ms too early")
        return x, y, duration, max(gap, 0)

    def _known(self, ids: Mapping[str, object], names: Mapping[str, str], kind: str) -> str:
        words = [self.name(f"a {kind}")]
        while words[0] not in ids and self._next_matches(_WORD) and self.keyword is None:
            words.append(self.name())
        words_read = " ".join(words)
        if words_read in ids:
            return words_read
        found = names.get(words_read.replace("_", " ").lower())
        if found is None:
            self.wrong(f"{shown(words_read)!r} is not a {kind}")
        self.note(self.line, f"read {shown(words_read)!r} as {found}")
        return found

    def _only(self, ids: Mapping[str, object], kind: str) -> tuple[str, ...]:
        names = self.names()
        unknown = [name for name in names if name not in ids]
        if unknown:
            self.note(self.line, f"dropped {', '.join(map(shown, unknown[:5]))!r}: not a {kind}")
        return tuple(name for name in names if name in ids)


@cache
def _concept_names() -> dict[str, str]:
    names = {name: concept.id for concept in vocabulary() for name in concept.synonyms}
    return names | {concept.name: concept.id for concept in vocabulary()}


@cache
def _region_names() -> dict[str, str]:
    return {region.name: region.id for region in protocol()}
