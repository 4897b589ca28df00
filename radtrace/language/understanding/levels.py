"""Which ribs and vertebrae a sentence names: "fifth to seventh ribs", "ribs 4, 5 and 6", "T12"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from radtrace.language.mention import LEVEL
from radtrace.language.understanding.tokens import Token

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
             "eleventh", "twelfth")  # fmt: skip
_NUMBERS = {**{name: n for n, name in enumerate(_ORDINALS, 1)}, **{str(n): n for n in range(1, 13)}}
_RIBS = frozenset(("rib",))
_RANGE = frozenset(("to", "through", "thru", "until"))
_BETWEEN = ("and", "or", ",", "&", "/", "st", "nd", "rd", "th", "left", "right", "lateral", "posterior",
            "anterior", "posterolateral", "anterolateral", "number")  # fmt: skip
_LIST = frozenset((*_RANGE, *_BETWEEN, *_NUMBERS))


def levels(text: str, words: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Ribs as "1" to "12" and vertebrae as "T12", each with a word that it is said of."""
    for place, word in enumerate(words):
        if word.word in _RIBS:
            before, after = _run(words, place, -1), _run(words, place, 1)
            numbers = sorted(before) or sorted(after)
            yield from ((place, str(level)) for level in _counted(text, words, numbers))
        elif LEVEL.fullmatch(word.word.upper()) and not word.word.isdigit():
            yield place, word.word.upper()


def _run(words: Sequence[Token], place: int, step: int) -> list[int]:
    """The places of the numbers on one side of a rib, with nothing else between."""
    numbers, index = [], place + step
    while 0 <= index < len(words) and words[index].word in _LIST:
        if words[index].word in _NUMBERS:
            numbers.append(index)
        index += step
    return numbers


def _counted(text: str, words: Sequence[Token], numbers: Sequence[int]) -> Iterator[int]:
    """The ribs of a list, with all that lie between the ends of a range."""
    last = None
    for place in numbers:
        level = _NUMBERS[words[place].word]
        if last is not None:
            since = words[last].end, words[place].start
            words_between = {words[i].word for i in range(last + 1, place)}
            if words_between & _RANGE or re.search(r"[-\u2010-\u2013]", text[slice(*since)]):
                yield from range(_NUMBERS[words[last].word] + 1, level)
        yield level
        last = place
