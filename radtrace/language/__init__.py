"""Findings to words and words to findings."""

from radtrace.language.labels import chexpert_labels, nih_labels
from radtrace.language.lexicon import clauses, comparison_words, hedged, negated, negates, unassessed
from radtrace.language.mention import UNKNOWN, Mention, Span, Understood
from radtrace.language.phrasing import write_report
from radtrace.language.seen import describe_step
from radtrace.language.sides import side_words
from radtrace.language.understanding.detect import detect_language, unread_note
from radtrace.language.understanding.lexis import LANGUAGES, Lexis, load_lexis
from radtrace.language.understanding.sections import section_texts, sections
from radtrace.language.understanding.understand import understand

__all__ = [
    "LANGUAGES",
    "UNKNOWN",
    "Lexis",
    "Mention",
    "Span",
    "Understood",
    "chexpert_labels",
    "clauses",
    "comparison_words",
    "describe_step",
    "detect_language",
    "hedged",
    "load_lexis",
    "negated",
    "negates",
    "nih_labels",
    "section_texts",
    "sections",
    "side_words",
    "unassessed",
    "understand",
    "unread_note",
    "write_report",
]
