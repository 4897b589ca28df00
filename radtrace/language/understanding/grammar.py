"""What is a language's own beside its words: endings, articles, compounds, word order, prepositions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

_SHORTEST_PART = 4  # letters of a part of a compound
_LONGEST_COMPOUND = 40  # letters; longer words are not split
_SETS = (
    "prepositions",
    "earlier",
    "complements",
    "auxiliaries",
    "indefinite",
    "projection",
    "abbreviations",
    "shortened",
    "pronouns",
    "openers",
    "grading",
    "growth",
    "definite",
    "occasions",
    "quantities",
    "since",
)
Parts = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Grammar:
    """How one language writes words and orders them (its table `grammar.toml`).

    `form` gives a word, in lower case and without accents, in the one form that reports and tables share
    (singular, one spelling, one gender; "" for an article). `prepositions` tie a place to the name before
    it; with `adjectives_follow` so does whatever follows a name ("derrame izquierdo"). `earlier` are words
    before a size that was measured on an earlier film, `earlier_after` words after it, `earlier_degree`
    words before a degree on an earlier film, and `measured` words that may stand between these and the
    number. `links` are the letters that may join the parts of a compound ("Lunge-n-infiltrat"); without
    any, compounds are not split. `parts`, where it is set, gives the forms that a report's word counts as:
    none for an article, several for a compound. `complements` ("that") tie "there is" to the clause before.
    After one of `auxiliaries` ("has") a state is a change too; `indefinite` articles may stand before what
    is new or small, `projection` words ("overlying") before what something is only seen over. A full stop
    after one of `abbreviations` ends no sentence, nor one after `shortened` before a small letter ("Erguss
    re. basal"), nor with `ordinal_points` one after a number ("7. Rippe"). A sentence that begins with one
    of `pronouns` and names nothing speaks of the sentence before. `openers` begin something new after a
    comma. `grading` adverbs beside a change are its degree, and so is any degree right before one of the
    nouns of change, `growth`. What stands after one of the `definite` articles is known to be there. What
    is asked about with one of the `occasions` ("concern for pneumothorax after biopsy") is no finding. One
    of the `quantities` that is called increased is much, unless a word of `since` compares it with a film.
    """

    form: Callable[[str], str]
    prepositions: frozenset[str]
    earlier: frozenset[str]
    earlier_after: frozenset[str]
    earlier_degree: frozenset[str]
    measured: frozenset[str]
    complements: frozenset[str]
    auxiliaries: frozenset[str]
    indefinite: frozenset[str]
    projection: frozenset[str]
    abbreviations: frozenset[str]
    shortened: frozenset[str]
    pronouns: frozenset[str]
    openers: frozenset[str]
    grading: frozenset[str]
    growth: frozenset[str]
    definite: frozenset[str]
    occasions: frozenset[str]
    quantities: frozenset[str]
    since: frozenset[str]
    adjectives_follow: bool
    ordinal_points: bool = False
    links: tuple[str, ...] = ()
    parts: Parts | None = None

    def with_words(self, words: frozenset[str]) -> Grammar:
        """The same grammar, which splits compounds of these words."""
        return replace(self, parts=_splitter(self.form, words, self.links)) if self.links else self


@lru_cache(maxsize=65_536)
def plain(word: str) -> str:
    """The word in lower case without accents and ligatures, composed or not."""
    parts = unicodedata.normalize("NFKD", word)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def grammar(table: Mapping[str, Any]) -> Grammar:
    """The grammar that a language's tables describe."""
    same = {
        plain(variant): plain(word)
        for word, variants in table.get("same", {}).items()
        for variant in variants
    }
    articles = dict.fromkeys(map(plain, table.get("articles", {}).get("words", ())), "")
    endings = [(ending, other) for ending, other in table["endings"]]
    spellings = [(letters, other) for letters, other in table.get("spellings", ())]
    form = _rewriter(table["shortest"], endings, spellings, same | articles)
    sets = {
        key: frozenset(form(plain(word)) for word in table.get(key, {}).get("words", ())) for key in _SETS
    }
    follow, links = table["adjectives_follow"], tuple(table.get("links", ()))
    whole = (lambda word: (form(word),) if form(word) else ()) if articles else None
    sets |= {
        name: frozenset(form(plain(word)) for word in table["earlier"].get(key, []))
        for name, key in (("earlier_after", "after"), ("measured", "measured"), ("earlier_degree", "degree"))
    }
    return Grammar(
        form,
        adjectives_follow=follow,
        ordinal_points=table.get("ordinal_points", False),
        links=links,
        parts=whole,
        **sets,
    )


def _rewriter(
    shortest: int, endings: list[tuple[str, str]], spellings: list[tuple[str, str]], fixed: Mapping[str, str]
) -> Callable[[str], str]:
    """Fixed forms, then spellings, then the first ending that fits words of at least `shortest` letters."""

    @lru_cache(maxsize=65_536)
    def form(word: str) -> str:
        for letters, other in spellings:
            word = word.replace(letters, other)
        if word in fixed:
            return fixed[word]
        if len(word) >= shortest:
            for ending, other in endings:
                if word.endswith(ending):
                    return word[: len(word) - len(ending)] + other
        return word

    return form


def _splitter(form: Callable[[str], str], known: frozenset[str], links: Iterable[str]) -> Parts:
    """Splits words that are not known into known parts; a word that has none stays whole."""

    @lru_cache(maxsize=65_536)
    def parts(word: str) -> tuple[str, ...]:
        whole = form(word)
        if not whole:
            return ()
        if whole in known or not 2 * _SHORTEST_PART <= len(word) <= _LONGEST_COMPOUND:
            return (whole,)
        return split(word) or (whole,)

    def split(word: str) -> tuple[str, ...]:
        if form(word) in known:
            return (form(word),)
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            head = form(word[:cut])
            rest = head in known and next((r for link in links if (r := follows(word[cut:], link))), None)
            if rest:
                return (head, *rest)
        return ()

    def follows(rest: str, link: str) -> tuple[str, ...]:
        long_enough = rest.startswith(link) and len(rest) - len(link) >= _SHORTEST_PART
        return split(rest[len(link) :]) if long_enough else ()

    return parts
