"""Dictated corrections: "right, scratch that, left effusion", "should read left instead of right".

What was taken back is blanked with spaces, so that the words that stay keep their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from radtrace.language.understanding.lexis import Lexis
from radtrace.language.understanding.tokens import Token, tokens
from radtrace.language.understanding.trie import Tagged

_STOPS = frozenset(",.;")
_NAMING = ("name", "vague", "anchor")
_KINDS = ("laterality", "severity", "zones", "change", "name", "vague", "anchor", "state")
_Element = tuple[int, int, str]  # words first to last, and what kind of thing they say


def standing(text: str, words: Sequence[Token], lexis: Lexis) -> str:
    """The text without what it takes back; the same text where it takes back nothing."""
    found = lexis.retractions.find(words)
    read = next((f for f in found if f.value("retractions") == "read"), None)
    retract = next((f for f in found if f.value("retractions") == "retract"), None)
    if read is None and retract is None:
        return text
    spans = _misread(words, read, found) if read else _retracted(words, retract or found[0], lexis)
    for first, last in spans:
        start, end = words[first].start, words[last - 1].end
        text = text[:start] + " " * (end - start) + text[end:]
    return text if read else standing(text, tokens(text, lexis.grammar), lexis)


def continues(words: Sequence[Token], lexis: Lexis) -> bool:
    """Whether a sentence begins by taking back what stands before it."""
    if not words or words[0].word not in lexis.retractions.root:
        return False
    found = lexis.retractions.find(words)
    return bool(found) and found[0].first == 0 and found[0].value("retractions") == "retract"


def ends_retracting(end: str, lexis: Lexis) -> bool:
    """Whether a sentence that ends so takes back what it says: "Left effusion, scratch that." """
    last = end.rstrip(" .").rpartition(" ")[2].lower()
    if last not in _last_words(lexis):
        return False
    words = tokens(end, lexis.grammar)
    return any(continues(words[-count:], lexis) for count in (2, 3, 4))


@cache
def _last_words(lexis: Lexis) -> frozenset[str]:
    return lexis.retractions.words()


def _misread(words: Sequence[Token], read: Tagged, found: Sequence[Tagged]) -> list[tuple[int, int]]:
    """All up to "should read", and what stands after "instead of"."""
    instead = [f.first for f in found if f.value("retractions") == "instead" and f.first > read.last]
    end = instead[0] if instead else len(words)
    return [(first, last) for first, last in ((0, read.last), (end, len(words))) if first < last]


def _retracted(words: Sequence[Token], word: Tagged, lexis: Lexis) -> list[tuple[int, int]]:
    """What "scratch that" takes back: from the last thing of the kind that is said anew."""
    elements = _elements(words, lexis)
    before = [e for e in elements if e[1] <= word.first and e[0] >= _start(words, word.first, elements)]
    after = [e for e in elements if e[0] >= word.last]
    alike = [e for e in before if after and e[2] == after[0][2]]
    if after and not any(kind in _NAMING for _, _, kind in after):
        return [*(e[:2] for e in alike[-1:]), (word.first, word.last)]
    start = alike[-1][0] if alike else _start(words, word.first, elements)
    return [(start, word.last)]


def _start(words: Sequence[Token], end: int, elements: Sequence[_Element]) -> int:
    """Where the last part of the sentence that names something before `end` begins."""
    named = [first for first, last, kind in elements if last <= end and kind in _NAMING]
    stops = [place for place in range(end) if words[place].word in _STOPS and named and place < named[-1]]
    return stops[-1] + 1 if stops else 0


def _elements(words: Sequence[Token], lexis: Lexis) -> list[_Element]:
    """Names, parts, states, denials, sides, degrees, places and numbers in the order of the words."""
    tagged = [*lexis.things.find(words), *lexis.attributes.find(words)]
    found = [(t.first, t.last, kind) for t in tagged for kind in _KINDS if t.value(kind) is not None]
    found += [(t.first, t.last, "deny") for t in tagged if t.value("before") == "deny"]
    found += [(i, i + 1, "number") for i, word in enumerate(words) if word.word[0].isdigit()]
    return sorted(found)
