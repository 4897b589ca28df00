"""Which language a report is in: the tables' own words, counted.

Every distinct word of the report is looked up in the words of each language (`Lexis.words`) and in
those of further languages that have no tables (`other_languages.toml`). A word counts one in all,
shared out over the languages that have it, so that "pneumothorax" says little and "kein" decides.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from radtrace.files.lines import shown
from radtrace.language.mention import UNKNOWN
from radtrace.language.understanding.grammar import plain
from radtrace.language.understanding.lexis import LANGUAGES, Lexis, shipped
from radtrace.language.understanding.tokens import tokens

_LONGEST = 20_000  # characters that are looked at
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_UNITS = frozenset(("cm", "mm"))
_LONGEST_WORD = 40  # letters
_HEADING = re.compile(r"^[ \t]*[^\n:]{2,40}:(?=.*\S)", re.MULTILINE)
_KNOWN_LETTERS = re.compile(
    r"[A-Za-z\u00aa\u00ba\u00c0-\u00ff\u0130\u0152\u0153\u0178\u00b5\u0300-\u036f\ufb00-\ufb06]+"
)
_MANY, _MOST = 8, 0.75  # so many words, of which this share is English: no other language is tried
_HEADING_WEIGHT = 0.5  # forms may have the headings of another language
_MISSPELT_WEIGHT = 0.5  # a misspelt word may be one of another language
_LEAST_KNOWN = 0.25  # of a report's words, in the language that it is read as
_LEAST_SHARED = 0.6  # the same, where none of them is that language's alone
_ENGLISH_ENDINGS = (
    "able", "al", "an", "ance", "ant", "ar", "ary", "ate", "ed", "ent", "ible", "ic", "ing", "ion", "ish",
    "ism", "ity", "ive", "ize", "less", "ly", "ment", "ness", "oid", "or", "ory", "ous", "wise",
)  # fmt: skip


@lru_cache(maxsize=4_096)
def detect_language(text: str, own: Lexis | None = None) -> str:
    """The language of a report: a code in LANGUAGES, or "unknown".

    A text without words counts as English. Equal evidence is decided by the order of LANGUAGES. Words
    that only the tables `own` have (see `load_lexis`) count for their language.

    Examples
    --------
    >>> [detect_language(text) for text in ("RUL mass.", "Sin derrame.", "Geen pneumothorax.")]
    ['en', 'es', 'unknown']
    """
    text = text[:_LONGEST]
    words, weighty = _words(text), _words(_HEADING.sub(" ", text))
    english = sum(map(_is_english, words))
    # Where all words are English the count below gives English too: this saves loading the other tables.
    if english == len(words) or (len(words) >= _MANY and english >= _MOST * len(words)):
        return LANGUAGES[0]
    score: defaultdict[str, float] = defaultdict(float)
    known, alone = Counter[str](), Counter[str]()
    for word in words:
        languages = languages_of(word)
        if not languages and own is not None and _has(own, word):
            languages = (own.language,)
        if not languages:  # no evidence of a language, but no foreign word either
            for language in (code for code in LANGUAGES if _misspelt(shipped(code), word)):
                known[language] += 1
                score[language] += _MISSPELT_WEIGHT
        if not languages and word.isascii() and word.endswith(_ENGLISH_ENDINGS):
            known[LANGUAGES[0]] += 1
        for language in languages:
            score[language] += (1 if word in weighty else _HEADING_WEIGHT) / len(languages)
            known[language] += 1
            alone[language] += len(languages) == 1
    best = max(LANGUAGES, key=lambda language: (score[language], known[language]))
    even = score[UNKNOWN] == score[best] and known[best] < len(words)
    foreign = even or score[UNKNOWN] > score[best] or known[best] < _LEAST_KNOWN * len(words)
    only_shared = not alone[best] and known[best] < _LEAST_SHARED * len(words)
    return UNKNOWN if foreign or only_shared else best


def _words(text: str) -> set[str]:
    words = set(_WORD.findall(text.lower()))
    return {
        word for word in words if 2 <= len(word) <= _LONGEST_WORD and word.strip("x") and word not in _UNITS
    }


@lru_cache(maxsize=65_536)
def languages_of(word: str) -> tuple[str, ...]:
    """The languages that have a word; "unknown" stands for those without tables."""
    if not _KNOWN_LETTERS.fullmatch(word):
        return (UNKNOWN,)
    found = [language for language in LANGUAGES if _has(shipped(language), word)]
    if plain(word) in _others():
        found.append(UNKNOWN)
    return tuple(found)


@lru_cache(maxsize=65_536)
def _is_english(word: str) -> bool:
    return _has(shipped(LANGUAGES[0]), word)


def _has(lexis: Lexis, word: str) -> bool:
    return all(token.word in lexis.words for token in tokens(word, lexis.grammar))


def _misspelt(lexis: Lexis, word: str) -> bool:
    return bool(lexis.correctable) and all(
        lexis.corrected(token).word in lexis.words for token in tokens(word, lexis.grammar)
    )


@cache
def _others() -> frozenset[str]:
    """Frequent words of languages that have no tables."""
    table = tomllib.loads(files("radtrace.language").joinpath("other_languages.toml").read_text("utf-8"))
    return frozenset(plain(word) for words in table.values() for word in words)


def unread_note(ids: Sequence[str], total: int) -> str:
    """One sentence on the reports, of `total`, whose language is not recognized; names the first five."""
    names = ", ".join(map(shown, ids[:5])) + (", ..." if len(ids) > 5 else "")
    return (
        f"{len(ids)} of {total} reports are in a language that is not recognized and were not read: {names}"
    )
