"""A report's text to everything it states, each tied to its words."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.language.mention import UNKNOWN, Mention, Span, Understood
from radtrace.language.understanding.detect import detect_language
from radtrace.language.understanding.lexis import Lexis, english, shipped
from radtrace.language.understanding.sections import sections
from radtrace.language.understanding.sentence import say
from radtrace.language.understanding.sentences import sentences


def understand(text: str, language: str | Lexis = "auto") -> Understood:
    """What a report says, by rules and tables.

    `language` is "auto" (detected for each report, see `detect_language`), a code in LANGUAGES, or
    tables of your own from `load_lexis`. A report in a language that is not recognized has no
    mentions and `Understood.language` "unknown": it is never read as English. Sections that state
    no findings (indication, history, comparison, technique) have no mentions. Time and memory grow
    linearly with the text. An empty text has no sentences.

    Raises
    ------
    BadInput
        If there are no tables for `language`.

    Examples
    --------
    >>> [(m.concept, str(m.presence)) for m in understand("Kein Pneumothorax.").mentions]
    [('pneumothorax', 'absent')]
    """
    lexis = lexis_for(text, language)
    spans = split(text, lexis or english())
    mentions = () if lexis is None else tuple(_mentions(text, spans, lexis))
    return Understood(text, spans, mentions, UNKNOWN if lexis is None else lexis.language)


def lexis_for(text: str, language: str | Lexis = "auto") -> Lexis | None:
    """The tables that a report is read with; None where its language is not recognized."""
    if isinstance(language, Lexis):
        return language
    code = detect_language(text) if language == "auto" else language
    return None if code == UNKNOWN else shipped(code)


def split(text: str, lexis: Lexis) -> tuple[Span, ...]:
    """The sentences of all sections in order."""
    return tuple(s for section in sections(text, lexis) for s in sentences(text, section))


def _mentions(text: str, spans: tuple[Span, ...], lexis: Lexis) -> Iterator[Mention]:
    side: str | None = None
    for index, span in enumerate(spans):
        if span.section in lexis.silent:
            continue
        words = text[span.start : span.end]
        for said in say(words, lexis, side if lexis.speaks_of_another_side(words) else None):
            side = said.laterality if said.laterality in ("left", "right") else side
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
                said.levels,
                *said.device,
            )
