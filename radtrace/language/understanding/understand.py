"""A report's text to everything it states, each tied to its words."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.language.mention import Mention, Span, Understood
from radtrace.language.understanding.lexis import Lexis, english
from radtrace.language.understanding.sections import sections
from radtrace.language.understanding.sentence import say
from radtrace.language.understanding.sentences import sentences


def understand(text: str, lexis: Lexis | None = None) -> Understood:
    """What a report says, by rules and tables (English unless another `lexis` is given).

    Sections that state no findings (indication, history, comparison, technique) have no mentions.
    Time and memory grow linearly with the text. An empty text has no sentences.
    """
    lexis = lexis or english()
    spans = tuple(s for section in sections(text, lexis) for s in sentences(text, section))
    return Understood(text, spans, tuple(_mentions(text, spans, lexis)))


def _mentions(text: str, spans: tuple[Span, ...], lexis: Lexis) -> Iterator[Mention]:
    for index, span in enumerate(spans):
        if span.section in lexis.silent:
            continue
        for said in say(text[span.start : span.end], lexis):
            yield Mention(
                said.concept,
                said.presence,
                span.start + said.start,
                span.start + said.end,
                index,
                span.section,
                said.laterality,
                said.zones,
                said.severity,
                said.size_mm,
                said.change,
                said.hedge,
                said.normal,
            )
