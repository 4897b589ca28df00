"""Words of a sentence in the form of the tables, with their places."""

from __future__ import annotations

import re
from typing import NamedTuple

from radtrace.language.understanding.grammar import Grammar, plain

_LEVEL = r"[^\W\d_]\d{1,2}(?![^\W_]|[.,]\d)"  # T12, L1: one word
_SIGN = r"\[[ xX]?\]|(?<=\s)[-\u2013\u2014](?=\s)"  # a tick box, a dash between spaces
_TOKEN = re.compile(rf"{_LEVEL}|[^\W\d_]+|\d+(?:[.,]\d+)?|{_SIGN}|[^\s\w'-]")
_ACCENTS = "\u0300-\u036f"
_HYPHENS = "\u2019\u00ad\u2010-\u2013"
_MARKED = re.compile(
    rf"{_LEVEL}|(?:[^\W\d_][{_ACCENTS}]*)+|\d+(?:[.,]\d+)?|{_SIGN}|[^\s\w'{_ACCENTS}{_HYPHENS}-]"
)


class Token(NamedTuple):
    """A word in lower case, without accents, in one form, or a sign; `start` and `end` are characters."""

    word: str
    start: int
    end: int


def tokens(text: str, grammar: Grammar) -> list[Token]:
    """The words, numbers and signs of a text; hyphens, apostrophes and underscores part words.

    A dash between spaces is a sign, and so is a tick box, "[x]" or "[ ]".
    The parts of a compound stand where the compound does; articles are left out.
    """
    ascii_text = text.isascii()
    found = _TOKEN.finditer(text.lower()) if ascii_text else _MARKED.finditer(text)
    words = ((m[0] if ascii_text else plain(m[0]), m) for m in found)
    form, parts = grammar.form, grammar.parts
    if parts is None:
        return [Token(form(word), m.start(), m.end()) for word, m in words]
    return [Token(part, m.start(), m.end()) for word, m in words for part in parts(word)]
