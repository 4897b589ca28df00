"""Sections of a free-text report: MIMIC, Open-i, CheXpert Plus and ReXrank layouts.

A heading is a known name before a colon, or alone on its line; within a line it is in capitals. Text
before any heading is findings. A paragraph after a one-line silent section (comparison, technique) has
lost its heading: it is findings too. A label that names a part or a finding ("Lungs: clear") stays in
its text.
Capitals before a colon at the start of a line that name nothing the tables know ("PLAN:") open a section
that states no findings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from radtrace.language.mention import Span
from radtrace.language.understanding.lexis import Lexis, english

_LETTER = r"A-Za-z\u00c0-\u00ff"
_HEADING = re.compile(
    rf"(?:(?<=\n)|^|(?<=[.?!\]])(?=\s)|(?<=[ \t])(?=[A-Z]{{4}}[A-Z ]{{0,30}}:))"
    rf"[ \t]*\**([{_LETTER}][{_LETTER}\u0300-\u036f /&,()-]{{1,60}}?)"
    r"\**[ \t]*(?::|(?=\n|$))"
)
_OTHER = "other"  # the section of an unknown heading
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def sections(text: str, lexis: Lexis | None = None) -> tuple[Span, ...]:
    """The sections of a report in order, without their headings; together with those they cover it."""
    lexis = lexis or english()
    marks = [
        (m.start(), m.start(1) if _named(m, lexis) else m.end(), name)
        for m in _HEADING.finditer(text)
        if (name := _section(m, lexis))
    ]
    spans = [Span(0, marks[0][0] if marks else len(text), "findings")]
    for index, (_, start, name) in enumerate(marks):
        end = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        spans += _split(text, start, end, _kept(name, spans[-1].section), lexis)
    return tuple(span for span in spans if text[span.start : span.end].strip())


def section_texts(text: str, lexis: Lexis | None = None) -> Mapping[str, str]:
    """The text of each section by name; parts of one section are joined by a line feed."""
    parts: dict[str, list[str]] = {}
    for span in sections(text, lexis):
        parts.setdefault(span.section, []).append(text[span.start : span.end].strip())
    return {name: "\n".join(texts) for name, texts in parts.items()}


def _section(match: re.Match[str], lexis: Lexis) -> str | None:
    name, colon = match.group(1), match.group().endswith(":")
    if not colon and not name.isupper():
        return None
    known = lexis.heading(name)
    if known is None and match.start() and match.string[match.start() - 1] in " \t":
        return None  # within a line only what is known to be one
    unknown = colon and known is None and name.isupper() and len(name) > 3 and _OTHER in lexis.silent
    return _OTHER if unknown and not lexis.known(name) else known


def _named(match: re.Match[str], lexis: Lexis) -> bool:
    """Whether the heading is a label that its text needs: "Lungs: clear"."""
    return match.group().endswith(":") and lexis.labels(match.group(1))


def _kept(name: str, before: str) -> str:
    """A sub-heading of the findings ("Lungs:") does not close the impression."""
    return before if name == "findings" and before == "impression" else name


def _split(text: str, start: int, end: int, name: str, lexis: Lexis) -> list[Span]:
    gap = _PARAGRAPH.search(text, _first_word(text, start, end), end) if name in lexis.silent else None
    if gap is None:
        return [Span(start, end, name)]
    return [Span(start, gap.start(), name), Span(gap.end(), end, "findings")]


def _first_word(text: str, start: int, end: int) -> int:
    """Where the section's text begins: a blank line right after a heading is no gap."""
    return start + len(text[start:end]) - len(text[start:end].lstrip())
