"""One line of trace text parsed into fields; references stay positions until all lines are parsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from radtrace.record.trace.cursor import Cursor
from radtrace.record.trace.forms import FORMS, RESERVED, Form
from radtrace.record.trace.scales import GRID, Scale
from radtrace.record.trace.tokens import split_line


@dataclass
class Line:
    """A line: its kind, its number from 1, the fields it fills and the items that end it."""

    kind: str
    number: int
    fields: dict[str, Any] = field(default_factory=dict)
    items: list[Any] = field(default_factory=list)


def parse_line(text: str, number: int, scale: Scale = GRID) -> Line:
    """The line in `text`.

    Raises
    ------
    TraceError
        Naming line and column.
    """
    cursor = Cursor(split_line(text, number), number, RESERVED, scale)
    line = Line(cursor.take(f"a line's keyword ({', '.join(FORMS)})").value, number)
    if line.kind not in FORMS:
        cursor.wrong(f"a line starts with one of {', '.join(FORMS)}")
    form = FORMS[line.kind]
    line.fields |= {name: take(cursor) for name, take in form.head.items()}
    while not cursor.done:
        take_next(cursor, form, line)
    return line


def take_next(cursor: Cursor, form: Form, line: Line) -> None:
    """Take one attribute or item of `form` into `line`; raises TraceError if there is none."""
    keyword = cursor.keyword
    if keyword in form.attributes:
        _attribute(cursor, form, line, cursor.take("").value)
    elif keyword is None and form.item is not None:
        line.items.append(form.item(cursor))
    else:
        word = cursor.take("").value
        cursor.wrong(f"{word[:40]!r} is not allowed here in a {line.kind} line")


def _attribute(cursor: Cursor, form: Form, line: Line, keyword: str) -> None:
    attribute = form.attributes[keyword]
    if attribute.repeats:
        value = attribute.take(cursor)
        line.fields.setdefault(attribute.field, []).append(value)
        return
    if attribute.field in line.fields:
        cursor.wrong(f"{keyword!r} comes twice, or contradicts another word, in one line")
    line.fields[attribute.field] = attribute.take(cursor)
