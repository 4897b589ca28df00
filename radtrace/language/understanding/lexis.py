"""The tables of one language as tries: what words mean, what they add, and how they are denied.

Names, parts, cues and joints exclude each other (the longest wins); attributes are read over
them, because "bibasilar atelectasis" and "left base" name places and things at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from radtrace.language.understanding.grammar import Grammar, grammar
from radtrace.language.understanding.shapes import check, check_states
from radtrace.language.understanding.spelling import correctable, correction
from radtrace.language.understanding.tokens import Token, tokens
from radtrace.language.understanding.trie import Trie
from radtrace.record import BadInput

LANGUAGES = ("en", "es", "de", "fr", "pt")  # in the order that decides between equal evidence
TABLES = ("concepts", "anchors", "cues", "attributes", "sections", "grammar")
FURTHER = ("abbreviations", "devices")  # a language may do without
_THINGS = {"names": "name", "vague": "vague", "anchors": "anchor", "states": "state", "before": "before",
           "after": "after", "joins": "join", "answers": "answer", "labels": "label"}  # fmt: skip
_DENIALS = ("negators", "adverbs", "negated", "negated_ahead", "veiled")
_WORDS = {"neutral": "neutral", "not_names": "neutral", "ends": "end", "verbs": "verb"}
_MARKS = (
    "laterality",
    "implied",
    "worse_on",
    "compared",
    "zones",
    "severity",
    "change",
    "named_change",
    "sites",
    "plain",
)
_DEVICES = ("tips", "carina", "misplaced")


@dataclass(frozen=True, eq=False)
class Lexis:
    """One language: its tries, what anchor and state state together, its headings, its grammar.

    `words` are the single words of all its phrases, and its common words, in the form of the tables.
    """

    language: str
    words: frozenset[str]
    things: Trie
    attributes: Trie
    denials: Trie
    retractions: Trie
    devices: Trie
    relative: Trie
    relative_words: re.Pattern[str] | None
    side_words: Mapping[str, str]
    states: Mapping[tuple[str, str], tuple[str, ...]]
    no_change: frozenset[tuple[str, str]]
    refined: Mapping[tuple[str, str], str]
    misplaced_at: frozenset[tuple[str, str]]
    urgent_at: frozenset[tuple[str, str]]
    tips: frozenset[str]
    correctable: tuple[str, ...]
    headings: Mapping[str, str]
    silent: frozenset[str]
    grammar: Grammar

    def speaks_of_another_side(self, text: str) -> bool:
        """Whether a sentence holds words such as "ipsilateral", which another sentence may explain."""
        return self.relative_words is not None and self.relative_words.search(text) is not None

    def corrected(self, token: Token) -> Token:
        """A word as it was meant, where the language corrects misspellings; see `correction`."""
        if not self.correctable or token.word in self.words:
            return token
        return token._replace(word=correction(token.word, self.words, self.correctable))

    def heading(self, name: str) -> str | None:
        """The section that a heading opens."""
        return _heading(self, name)

    def labels(self, name: str) -> bool:
        """Whether a heading names a part of the body or a finding: "Lungs:"."""
        return _labels(self, name)

    def known(self, name: str) -> bool:
        """Whether the tables know any word of a heading."""
        words = tokens(name, self.grammar)
        return any(trie.find(words) for trie in (self.things, self.attributes, self.retractions))


@lru_cache(maxsize=4_096)
def _labels(lexis: Lexis, name: str) -> bool:
    things = lexis.things.find(tokens(name, lexis.grammar))
    return any(thing.value(kind) is not None for thing in things for kind in ("anchor", "name", "label"))


@lru_cache(maxsize=4_096)
def _heading(lexis: Lexis, name: str) -> str | None:
    return lexis.headings.get(_key(name, lexis.grammar))


def load_lexis(language: str = "en", extra: Path | None = None) -> Lexis:
    """The shipped tables of a language, with those of the user's TOML file laid over them.

    `extra` may hold any of the tables' sections; its lists are added to the shipped ones, its
    single values replace them.

    Raises
    ------
    BadInput
        If there is no such language, or `extra` is no TOML, has unknown sections or keys, wrong
        shapes, or names an unknown concept.
    """
    folder = files("radtrace.language").joinpath(language)
    if not language.isidentifier() or not folder.joinpath("concepts.toml").is_file():
        raise BadInput(f"language {language!r}: no tables for it; give one of {', '.join(LANGUAGES)}")
    table: dict[str, Any] = {}
    for name in (*TABLES, *FURTHER):
        file = folder.joinpath(f"{name}.toml")
        if name in TABLES or file.is_file():
            _merge(table, tomllib.loads(file.read_text("utf-8")))
    if extra is not None:
        _merge(table, _read(extra))
    check_states(table, str(extra or folder))
    return _lexis(language, table)


@cache
def shipped(language: str) -> Lexis:
    """The shipped tables of a language, read once; see `load_lexis`."""
    return load_lexis(language)


def english() -> Lexis:
    """The shipped English tables."""
    return shipped("en")


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as TOML ({error}); see radtrace/language/en") from error
    check(table, str(path))
    return table


def _merge(into: dict[str, Any], table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = [*into.get(key, []), *value] if isinstance(value, list) else value


def _lexis(language: str, table: Mapping[str, Any]) -> Lexis:
    own, kept = grammar(table), table["no_change"]
    things = _phrases((kind, table.get(section, {})) for section, kind in _THINGS.items())
    words = [((kind, ""), phrase) for section, kind in _WORDS.items() for phrase in table[section]["words"]]
    things_trie = _trie([*things, *words], own)
    marks = _trie(_phrases((key, table.get(key, {})) for key in _MARKS), own)
    common = (token.word for word in table["common"]["words"] for token in tokens(word, own))
    denials = _trie(_phrases((key, table.get(key, {})) for key in _DENIALS), own)
    devices = _trie(_phrases((key, table.get(key, {})) for key in _DEVICES), own)
    meant = things_trie.words() | marks.words() | devices.words()
    spelled = (
        token.word for word in table.get("spelled", {}).get("words", ()) for token in tokens(word, own)
    )
    known = (
        things_trie.words()
        | marks.words()
        | devices.words()
        | denials.words()
        | frozenset((*common, *spelled))
    )
    return Lexis(
        language=language,
        words=known,
        things=things_trie,
        attributes=marks,
        denials=denials,
        retractions=_trie(_phrases([("retractions", table.get("retractions", {}))]), own),
        devices=devices,
        relative=_trie(_phrases([("relative", table.get("relative", {}))]), own),
        relative_words=_pattern(table.get("relative", {})),
        side_words={side: own.form(table["laterality"][side][0]) for side in ("left", "right")},
        states={
            (anchor, state): tuple(concepts.split())
            for anchor, row in table["state_of"].items()
            for state, concepts in row.items()
        },
        no_change=frozenset((c, _key(words, own)) for c in kept["concepts"] for words in kept["words"]),
        refined={
            (concept, pair.split()[0]): pair.split()[-1]
            for concept, pairs in table.get("refined", {}).items()
            for pair in pairs
        },
        misplaced_at=_listed(table.get("misplaced_at", {})),
        urgent_at=_listed(table.get("urgent_at", {})),
        correctable=correctable(meant) if table.get("spelled") else (),
        tips=frozenset(table.get("tips", {})) | {"below_carina", "carina"},
        headings={_key(h, own): section for section, names in table["headings"].items() for h in names},
        silent=frozenset(table["silent"]),
        grammar=own.with_words(known),
    )


def _pattern(rows: Mapping[str, Sequence[str]]) -> re.Pattern[str] | None:
    phrases = [re.escape(phrase) for phrases in rows.values() for phrase in phrases]
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE) if phrases else None


def _listed(rows: Mapping[str, Sequence[str]]) -> frozenset[tuple[str, str]]:
    return frozenset((key, value) for key, values in rows.items() for value in values)


def _phrases(
    groups: Iterable[tuple[str, Mapping[str, Sequence[str]]]],
) -> Iterable[tuple[tuple[str, str], str]]:
    return (((kind, key), p) for kind, rows in groups for key, phrases in rows.items() for p in phrases)


def _trie(tagged: Iterable[tuple[tuple[str, str], str]], own: Grammar) -> Trie:
    trie = Trie()
    for tag, phrase in tagged:
        trie.add(tokens(phrase, own), tag)
    return trie


def _key(phrase: str, own: Grammar) -> str:
    return " ".join(token.word for token in tokens(phrase, own) if token.word[0].isalnum())
