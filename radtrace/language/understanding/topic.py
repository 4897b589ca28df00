"""Sentences that speak of the label they stand under: "Lungs: Hyperinflated. Otherwise clear." """

from __future__ import annotations

import re
from collections.abc import Iterable

from radtrace.language.mention import Span
from radtrace.language.understanding.devices import Device
from radtrace.language.understanding.lexis import Lexis
from radtrace.language.understanding.sentence import Said, say
from radtrace.language.understanding.tokens import tokens
from radtrace.record import Presence

_LABEL = re.compile(r"[-*\u2022\u00b7 ]{0,4}([A-Za-z][A-Za-z /&(),]{1,40}):")


class Topic:
    """The label that the sentences of a report stand under, one after the other."""

    def __init__(self, lexis: Lexis) -> None:
        self._lexis, self._label, self._end, self._section = lexis, "", 0, ""

    def say(self, text: str, span: Span, side: str | None) -> Iterable[Said]:
        """What the sentence states; one that states nothing by itself speaks of its label.

        A section that begins with a state and nothing else ("Normal.") speaks of the chest.
        `side` is the one that the sentence before speaks of, if this one says "the other side".
        """
        sentence = text[span.start : span.end]
        label = _LABEL.match(sentence)
        if label is not None or "\n" in text[self._end : span.start].strip(" \t")[1:]:
            self._label = self._part(label)
        self._end = span.end
        begins, self._section = span.section != self._section, span.section
        said = say(sentence, self._lexis, side)
        if said or label is not None:
            return said
        if not self._label:
            return self._of_the_chest(sentence) if begins else said
        shift = len(self._label)
        under = say(self._label + sentence, self._lexis, side)
        return [s._replace(start=max(0, s.start - shift), end=s.end - shift) for s in under if s.end > shift]

    def _of_the_chest(self, sentence: str) -> list[Said]:
        """What a sentence states that is nothing but a normal state: no abnormality of the chest."""
        words = [token for token in tokens(sentence, self._lexis.grammar) if token.word.isalnum()]
        things = self._lexis.things.find(words)
        if [(t.first, t.last, t.value("state")) for t in things] != [(0, len(words), "normal")]:
            return []
        start, end = words[0].start, words[-1].end
        return [
            Said(name[1:], Presence.ABSENT, None, start, end, None, (), None, (), None, True, (), Device())
            for name in self._lexis.states.get(("chest", "normal"), ())
            if name.startswith("!")
        ]

    def _part(self, label: re.Match[str] | None) -> str:
        """The label, if it names a part of the body."""
        if label is None:
            return ""
        things = self._lexis.things.find(tokens(label.group(1), self._lexis.grammar))
        parts = {t.value("anchor") for t in things} - {None, "chest"}
        return f"{label.group(1)}: " if parts else ""
