"""The tables of one language as two tries: what words mean, and what they add.

Names, parts, cues and joints exclude each other (the longest wins); attributes are read over
them, because "bibasilar atelectasis" and "left base" name places and things at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from radtrace.language.understanding.tokens import Token, tokens
from radtrace.record import BadInput, concept_by_id

TABLES = ("concepts", "anchors", "cues", "attributes", "sections")
Tag = tuple[str, str]  # kind, value


class Meaning:
    """What a phrase is: its tags in the order of the tables, and the first value of each kind."""

    __slots__ = ("first_of", "tags")

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self.first_of: dict[str, str] = {}

    def add(self, tag: Tag) -> None:
        """Add a tag once."""
        if tag not in self.tags:
            self.tags.append(tag)
            self.first_of.setdefault(*tag)


class Tagged(NamedTuple):
    """Words `first` to `last` (exclusive) of a sentence, and what they are."""

    first: int
    last: int
    meaning: Meaning

    def value(self, kind: str) -> str | None:
        """The value of this kind, if the words have it; the first in the tables of several."""
        return self.meaning.first_of.get(kind)


@dataclass
class Trie:
    """Phrases by their words; `find` gives the longest one at each place, left to right."""

    root: dict[str, Any] = field(default_factory=dict)

    def add(self, phrase: str, tag: Tag) -> None:
        """Add a phrase; one that is there gets the tag besides."""
        node = self.root
        for token in tokens(phrase):
            node = node.setdefault(token.word, {})
        node.setdefault("", Meaning()).add(tag)

    def find(self, words: Sequence[Token]) -> list[Tagged]:
        """The longest phrases of a sentence, none overlapping."""
        found, place, root = [], 0, self.root
        while place < len(words):
            node = root.get(words[place].word)
            longest = None if node is None else self._longest(words, place, node)
            if longest is not None:
                found.append(longest)
            place = place + 1 if longest is None else longest.last
        return found

    def _longest(self, words: Sequence[Token], first: int, node: dict[str, Any]) -> Tagged | None:
        """The longest phrase from `first` on, whose own node is `node`."""
        best, place = None, first
        while True:
            place += 1
            if "" in node:
                best = Tagged(first, place, node[""])
            if place == len(words) or words[place].word not in node:
                return best
            node = node[words[place].word]


@dataclass(frozen=True)
class Lexis:
    """One language: its tries, what anchor and state state together, and its headings."""

    things: Trie
    attributes: Trie
    states: Mapping[tuple[str, str], tuple[str, ...]]
    no_change: frozenset[tuple[str, str]]
    headings: Mapping[str, str]
    silent: frozenset[str]


def load_lexis(language: str = "en", extra: Path | None = None) -> Lexis:
    """The shipped tables of a language, with those of the user's TOML file laid over them.

    `extra` may hold any of the tables' sections; its lists are added to the shipped ones.

    Raises
    ------
    BadInput
        If there is no such language, or `extra` is no TOML, or names an unknown concept.
    """
    folder = files("radtrace.language").joinpath(language)
    if not language.isidentifier() or not folder.joinpath("concepts.toml").is_file():
        raise BadInput(f"language {language!r}: no tables for it; English is 'en'")
    table: dict[str, Any] = {}
    for name in TABLES:
        _merge(table, tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8")))
    if extra is not None:
        _merge(table, _read(extra))
    return _lexis(table, extra)


@cache
def english() -> Lexis:
    """The shipped English tables."""
    return load_lexis("en")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as TOML ({error}); see radtrace/language/en") from error


def _merge(into: dict[str, Any], table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = [*into.get(key, []), *value] if isinstance(value, list) else value


def _lexis(table: Mapping[str, Any], extra: Path | None) -> Lexis:
    unknown = set(table["names"]) - set(concept_by_id())
    if unknown:
        where = "the tables" if extra is None else str(extra)
        raise BadInput(f"{where}: unknown concept {min(unknown)!r}; see radtrace vocabulary")
    kept = table["no_change"]
    return Lexis(
        things=_things(table),
        attributes=_trie((key, table[key]) for key in ("laterality", "zones", "severity", "change")),
        states={
            (anchor, state): tuple(concepts.split())
            for anchor, row in table["state_of"].items()
            for state, concepts in row.items()
        },
        no_change=frozenset((c, singular) for c in kept["concepts"] for singular in _words(kept["words"])),
        headings={h: section for section, names in table["headings"].items() for h in names},
        silent=frozenset(table["silent"]),
    )


def _things(table: Mapping[str, Any]) -> Trie:
    groups = [
        ("name", table["names"]),
        ("vague", table.get("vague", {})),
        ("anchor", table["anchors"]),
        ("state", table["states"]),
    ]
    groups += [("before", table["before"]), ("after", table["after"]), ("join", table["joins"])]
    trie = _trie(groups)
    for kind, words in (
        ("neutral", [*table["neutral"]["words"], *table["not_names"]["words"]]),
        ("end", table["ends"]["words"]),
        ("verb", table["verbs"]["words"]),
    ):
        for phrase in words:
            trie.add(phrase, (kind, ""))
    return trie


def _trie(groups: Iterable[tuple[str, Mapping[str, Sequence[str]]]]) -> Trie:
    trie = Trie()
    for kind, rows in groups:
        for value, phrases in rows.items():
            for phrase in phrases:
                trie.add(phrase, (kind, value))
    return trie


def _words(phrases: Sequence[str]) -> list[str]:
    return [" ".join(token.word for token in tokens(phrase)) for phrase in phrases]
