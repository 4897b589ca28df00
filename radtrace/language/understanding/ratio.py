"""The cardiothoracic ratio as a number: above one half the heart is enlarged."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.language.understanding.grammar import Grammar
from radtrace.language.understanding.tokens import Token

_LIMIT = 0.5
_REACH = 9  # words between "ratio" and its number
_PERCENT = ("%", "percent", "per")
_NAMES = frozenset(("ctr", "cti"))
_RATIOS = frozenset(("ratio", "index"))
_THORACIC = frozenset(("cardiothoracic", "thoracic", "ct", "t"))
_ABOVE = frozenset(("greater", "more", "above", "over", "exceeding", "exceed", "exceeded", ">"))
_BELOW = frozenset(("less", "below", "under", "<"))


def with_ratio(words: list[Token], grammar: Grammar) -> list[Token]:
    """The words with the number of a cardiothoracic ratio replaced by "enlarged" or "normal"."""
    ends = [place for place in range(len(words)) if _is_ratio(words, place)]
    for end in ends:
        for place in range(end + 1, min(end + 1 + _REACH, len(words))):
            value = _value(words, place)
            if value is not None and words[place - 1].word not in grammar.earlier:
                state = "enlarged" if _above(words, end, place, value) else "normal"
                words = [*words[:place], words[place]._replace(word=grammar.form(state)), *words[place + 1 :]]
                break
    return words


def _is_ratio(words: Sequence[Token], place: int) -> bool:
    word = words[place].word
    return word in _NAMES or (word in _RATIOS and place > 0 and words[place - 1].word in _THORACIC)


def _value(words: Sequence[Token], place: int) -> float | None:
    """The ratio that a number stands for: 0.58, 58%, 0,58; None for any other word."""
    word = words[place].word
    if not word[0].isdigit():
        return None
    value = float(word.replace(",", "."))
    if place + 1 < len(words) and words[place + 1].word in _PERCENT:
        value /= 100
    return value if 0.2 < value < 1 else None


def _above(words: Sequence[Token], end: int, place: int, value: float) -> bool:
    between = {word.word for word in words[end + 1 : place]}
    if between & _ABOVE:
        return value >= _LIMIT
    return value > _LIMIT and not between & _BELOW
