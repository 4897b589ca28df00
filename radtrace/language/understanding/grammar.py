"""What is a language's own beside its words: endings, word order, prepositions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, eq=False)
class Grammar:
    """How one language writes words and orders them (its table `grammar.toml`).

    `form` gives a word, in lower case and without accents, in the one form that reports and tables
    share (singular, one gender). `prepositions` tie a place to the name before it; with
    `adjectives_follow` so does whatever follows a name ("derrame izquierdo"). `earlier` are words
    before a size that was measured on an earlier film.
    """

    form: Callable[[str], str]
    prepositions: frozenset[str]
    earlier: frozenset[str]
    adjectives_follow: bool


def grammar(table: Mapping[str, Any]) -> Grammar:
    """The grammar that a language's tables describe."""
    form = _rewriter(table["shortest"], [(ending, other) for ending, other in table["endings"]])
    prepositions, earlier = (frozenset(map(form, table[key]["words"])) for key in ("prepositions", "earlier"))
    return Grammar(form, prepositions, earlier, table["adjectives_follow"])


def _rewriter(shortest: int, endings: list[tuple[str, str]]) -> Callable[[str], str]:
    """Words of at least `shortest` letters get the first ending that fits rewritten."""

    @lru_cache(maxsize=65_536)
    def form(word: str) -> str:
        if len(word) >= shortest:
            for ending, other in endings:
                if word.endswith(ending):
                    return word[: len(word) - len(ending)] + other
        return word

    return form
