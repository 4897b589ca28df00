"""What an English sentence says beside its mentions: comparisons, parts of the body, what was not assessed.

The words are in `en/remarks.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from radtrace.language.mention import Mention, Span
from radtrace.language.places import LEVELS, SIDES
from radtrace.language.understanding.clauses import Clauses
from radtrace.language.understanding.lexis import english
from radtrace.language.understanding.tokens import tokens
from radtrace.language.understanding.trie import Tagged, Trie
from radtrace.language.understanding.understand import understand
from radtrace.record import protocol


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body that a text names.

    `regions` are its protocol regions on the named side, or on both where no side is named. `assessed`
    is False where the text says that it could not be assessed. `several` marks a word for more than one
    part ("the bones").
    """

    regions: tuple[str, ...]
    assessed: bool
    several: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Zones that a text names together, as names in ZONES, and the sides it names them on."""

    sides: tuple[str, ...]
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a text says beside its mentions.

    `comparisons` are the words that compare with an earlier film, in lower case. `not_assessed` are the
    character spans of clauses that say something could not be assessed. `limited` is True where the text
    limits what it says to what was assessed ("in the assessed zones"), `normal` where it calls the whole
    film normal and names nothing ("no finding"). `places` keep apart what one mention joins: "in the right
    mid zone and in the left lower zone".
    """

    comparisons: tuple[str, ...]
    parts: tuple[Part, ...]
    not_assessed: tuple[tuple[int, int], ...]
    limited: bool
    normal: bool
    places: tuple[Place, ...]


@lru_cache(maxsize=8_192)
def remarks(text: str) -> Remarks:
    """The remarks of a text, sentence by sentence.

    >>> remarks("No right effusion; the left clavicle could not be assessed.").parts
    (Part(regions=('left_clavicle',), assessed=False, several=False),)
    >>> remarks("Stable effusion, compared with the prior film.").comparisons
    ('stable', 'compared', 'prior')
    """
    understood = understand(text)
    found = [
        _Sentence(text, span, [m for m in understood.mentions if m.sentence == number])
        for number, span in enumerate(understood.sentences)
    ]
    return Remarks(
        tuple(word for one in found for word in one.comparisons()),
        tuple(part for one in found for part in one.parts()),
        tuple(span for one in found for span in one.not_assessed()),
        any(one.limited for one in found),
        any(one.normal for one in found),
        tuple(place for one in found for place in one.places()),
    )


class _Sentence:
    """One sentence and the phrases of the table that it holds."""

    def __init__(self, text: str, span: Span, mentions: Sequence[Mention]) -> None:
        lexis = english()
        self._offset, self._text = span.start, text[span.start : span.end]
        self._words = tokens(self._text, lexis.grammar)
        self._found = _table().find(self._words)
        self._marks = lexis.attributes.find(self._words)
        things = lexis.things.find(self._words)
        self._clauses = Clauses(self._words, things, frozenset(), lexis.grammar, frozenset())
        self._unseen = {self._clauses.of(t.first) for t in self._found if t.value("not_assessed") is not None}
        self._mentions = mentions
        self.limited = any(t.value("limited") is not None for t in self._found)
        self.normal = not mentions and any(t.value("normal") is not None for t in self._found)

    def comparisons(self) -> list[str]:
        """Words for an earlier film and words of change, but those of quantity ("decreased lung volumes")."""
        counted = set() if any(m.change for m in self._mentions) else {m.concept for m in self._mentions}
        quantity = {words for concept, words in english().no_change if concept in counted}
        change = [m for m in self._marks if m.value("change") and self._key(m) not in quantity]
        taken = {place for mark in change for place in range(mark.first, mark.last)}
        earlier = [t for t in self._found if t.value("earlier") is not None and t.first not in taken]
        return [self._said(one) for one in sorted([*change, *earlier], key=lambda one: one.first)]

    def parts(self) -> list[Part]:
        """The parts that are named."""
        named = [(t, [value for kind, value in t.meaning.tags if kind == "parts"]) for t in self._found]
        return [
            Part(
                _regions(parts, self._side(t)), self._clauses.of(t.first) not in self._unseen, len(parts) > 1
            )
            for t, parts in named
            if parts
        ]

    def places(self) -> list[Place]:
        """Zones with their sides: those after each side, or before it where a zone is named first."""
        marks = [m for m in self._marks if m.value("laterality") or m.value("zones")]
        sides = [n for n, mark in enumerate(marks) if mark.value("laterality")]
        if not sides:
            return []
        first = sides[0] == 0
        bounds = zip(sides, [*sides[1:], len(marks)], strict=True) if first else pairwise([-1, *sides])
        groups = (marks[start:end] if first else marks[start + 1 : end + 1] for start, end in bounds)
        found = []
        for group in groups:
            said = next(side for mark in group if (side := mark.value("laterality")))
            zones = [value for mark in group for kind, value in mark.meaning.tags if kind == "zones"]
            whole = not zones and any(self._before(t, group[0]) for t in self._found if t.value("whole"))
            found.append(Place(SIDES if said == "bilateral" else (said,), LEVELS if whole else tuple(zones)))
        return found

    def _before(self, phrase: Tagged, mark: Tagged) -> bool:
        return 0 <= mark.first - phrase.last <= 1

    def not_assessed(self) -> list[tuple[int, int]]:
        """The clauses that say something could not be assessed."""
        ends = [(self._clauses.start(last), last) for last in map(self._clauses.last, sorted(self._unseen))]
        return [
            (self._offset + self._words[first].start, self._offset + self._words[last].end)
            for first, last in ends
        ]

    def _side(self, part: Tagged) -> str | None:
        """The one side that is named right before the part ("the left hilum")."""
        near = (m.value("laterality") for m in self._marks if 0 <= part.first - m.last <= 1)
        return next((side for side in near if side in ("left", "right")), None)

    def _key(self, tagged: Tagged) -> str:
        return " ".join(word.word for word in self._words[tagged.first : tagged.last])

    def _said(self, tagged: Tagged) -> str:
        first, last = self._words[tagged.first], self._words[tagged.last - 1]
        return self._text[first.start : last.end].lower()


def _regions(parts: list[str], side: str | None) -> tuple[str, ...]:
    here = [region for region in protocol() if region.side is None or side in (None, region.side)]
    return tuple(region.id for region in here if region.id.removeprefix(f"{region.side}_") in parts)


@cache
def _table() -> Trie:
    text = files("radtrace.language").joinpath("en", "remarks.toml").read_text("utf-8")
    trie = Trie()
    for kind, rows in tomllib.loads(text).items():
        for value, phrases in rows.items():
            for phrase in phrases:
                trie.add(tokens(phrase, english().grammar), (kind, value))
    return trie
