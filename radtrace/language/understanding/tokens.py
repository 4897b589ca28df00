"""Words of a sentence in the singular, with their places."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|[^\s\w'-]")
_KEPT = ("ss", "us", "is", "as", "os")


class Token(NamedTuple):
    """A word in lower case and in the singular, or a sign; `start` and `end` are character offsets."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words, numbers and signs of a text; hyphens, apostrophes and underscores part words."""
    return [Token(singular(m.group().lower()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """The word without its plural ending; one rule for reports and tables, so that both agree."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(_KEPT):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes")) else word[:-1]
