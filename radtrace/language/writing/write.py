"""Mentions to a report."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from radtrace.language.mention import Mention
from radtrace.language.writing.fact import fact_of
from radtrace.language.writing.sentence_of import sentence_of


def write_mentions(mentions: Iterable[Mention]) -> str:
    """A report that states the mentions in their order, a sentence each, under headings if they need any.

    `understand` reads back the concepts, their presence, sides, zones, severities and changes. What
    is offered as an alternative or called borderline is written as possible. An empty list gives an
    empty text.
    """
    parts = [
        (section, " ".join(sentence_of(fact_of(mention)) for mention in told))
        for section, told in groupby(mentions, key=lambda mention: mention.section)
    ]
    if {section for section, _ in parts} <= {"findings"}:
        return "".join(text for _, text in parts)
    return "\n".join(f"{section.upper()}: {text}" for section, text in parts)
