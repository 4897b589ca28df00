"""Findings to words and words to findings."""

from radtrace.language.labels import chexpert_labels, nih_labels
from radtrace.language.mention import UNKNOWN, Mention, Span, Understood
from radtrace.language.phrasing import write_report
from radtrace.language.seen import describe_step
from radtrace.language.understanding.detect import detect_language, unread_note
from radtrace.language.understanding.lexis import LANGUAGES, Lexis, load_lexis
from radtrace.language.understanding.remarks import Part, Remarks, remarks
from radtrace.language.understanding.sections import section_texts, sections
from radtrace.language.understanding.understand import understand

__all__ = [
    "LANGUAGES",
    "UNKNOWN",
    "Lexis",
    "Mention",
    "Part",
    "Remarks",
    "Span",
    "Understood",
    "chexpert_labels",
    "describe_step",
    "detect_language",
    "load_lexis",
    "nih_labels",
    "remarks",
    "section_texts",
    "sections",
    "understand",
    "unread_note",
    "write_report",
]
