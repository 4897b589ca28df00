"""What is a language's own beside its words: endings, word order, prepositions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, eq=False)
class Grammar:
    """How one language writes words and orders them (its table `grammar.toml`).

    `endings` rewrite a word of at least `shortest` letters to the one form that reports and tables
    share (singular, one gender); the first ending that fits is the one. `prepositions` tie a place to
    the name before it; with `adjectives_follow` so does whatever follows a name ("derrame izquierdo").
    `earlier` are words before a size that was measured on an earlier film.
    """

    shortest: int
    endings: tuple[tuple[str, str], ...]
    prepositions: frozenset[str]
    earlier: frozenset[str]
    adjectives_follow: bool


def grammar(table: Mapping[str, Any]) -> Grammar:
    """The grammar that a language's tables describe."""
    shortest, endings = table["shortest"], tuple((ending, other) for ending, other in table["endings"])
    prepositions, earlier = (
        frozenset(_rewritten(word, shortest, endings) for word in table[key]["words"])
        for key in ("prepositions", "earlier")
    )
    return Grammar(shortest, endings, prepositions, earlier, table["adjectives_follow"])


@lru_cache(maxsize=65_536)
def form(grammar: Grammar, word: str) -> str:
    """A word, in lower case and without accents, in the form of the tables."""
    return _rewritten(word, grammar.shortest, grammar.endings)


def _rewritten(word: str, shortest: int, endings: tuple[tuple[str, str], ...]) -> str:
    if len(word) >= shortest:
        for ending, other in endings:
            if word.endswith(ending):
                return word[: len(word) - len(ending)] + other
    return word
