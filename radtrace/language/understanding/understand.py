"""A report's text to everything it states, each tied to its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from radtrace.language.mention import UNKNOWN, Mention, Span, Understood
from radtrace.language.understanding.detect import detect_language
from radtrace.language.understanding.lexis import Lexis, english, shipped
from radtrace.language.understanding.retractions import continues, ends_retracting
from radtrace.language.understanding.sections import sections
from radtrace.language.understanding.sentences import LONGEST, sentences
from radtrace.language.understanding.tokens import Token, tokens
from radtrace.language.understanding.topic import Topic

_PEEK = 20  # characters that hold the first word of a sentence, or its last ones


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
    >>> [(m.concept, str(m.presence)) for m in understand("Left effusion. No pneumothorax.").mentions]
    [('pleural_effusion', 'present'), ('pneumothorax', 'absent')]
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
    """The sentences of all sections in order; one that only speaks of the one before is joined to it."""
    spans: list[Span] = []
    for span in (s for section in sections(text, lexis) for s in sentences(text, section, lexis)):
        if spans and _continues(text, spans[-1], span, lexis):
            spans[-1] = Span(spans[-1].start, span.end, span.section)
        else:
            spans.append(span)
    return tuple(spans)


def _continues(text: str, before: Span, span: Span, lexis: Lexis) -> bool:
    """Whether a sentence is an answer ("Effusion? No.") or has only a pronoun for what it speaks of."""
    gap = text[before.end : span.start]
    if before.section != span.section or span.end - before.start > LONGEST or gap.count("\n") > 1:
        return False
    asked, own = text[before.end - 1] == "?", lexis.grammar
    if text[before.end - 1] == ";" and _sides_only(tokens(text[span.start : span.end], own), lexis):
        return True
    first = tokens(text[span.start : min(span.end, span.start + _PEEK)], own)[:1]
    referring = bool(first) and first[0].word in own.pronouns
    if first and first[0].word in lexis.retractions.root:
        retracting = continues(tokens(text[span.start : span.end], own), lexis)
    else:
        retracting = ends_retracting(text[before.start : before.end][-_PEEK:], lexis)
    if retracting or not (asked or referring):
        return retracting
    things = lexis.things.find(tokens(text[span.start : span.end], own))
    if asked and not referring:
        return bool(things) and things[0].first == 0 and things[0].value("answer") is not None
    return not any(t.value(kind) for t in things for kind in ("name", "vague", "anchor"))


def _sides_only(words: Sequence[Token], lexis: Lexis) -> bool:
    """Whether a fragment only says how much is on a side: "effusions: right small; left trace"."""
    marks = lexis.attributes.find(words)
    if not any(mark.value("laterality") for mark in marks):
        return False
    kinds = ("name", "vague", "anchor", "state", "verb")
    return not any(thing.value(kind) for thing in lexis.things.find(words) for kind in kinds)


def _mentions(text: str, spans: tuple[Span, ...], lexis: Lexis) -> Iterator[Mention]:
    topic, side = Topic(lexis), None
    for index, span in enumerate(spans):
        if span.section in lexis.silent:
            continue
        words = text[span.start : span.end]
        for said in topic.say(text, span, side if lexis.speaks_of_another_side(words) else None):
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
