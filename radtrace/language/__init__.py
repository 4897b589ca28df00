"""Findings to words, and the few words the checks must know when they see them."""

from radtrace.language.lexicon import clauses, comparison_words, hedged, negated, negates, unassessed
from radtrace.language.phrasing import write_report
from radtrace.language.seen import describe_step
from radtrace.language.sides import side_words

__all__ = [
    "clauses",
    "comparison_words",
    "describe_step",
    "hedged",
    "negated",
    "negates",
    "side_words",
    "unassessed",
    "write_report",
]
