"""Lists and sentences in plain English."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; `last` stands before the last word."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def joined(*parts: str) -> str:
    """The parts that say something, with one space between."""
    return " ".join(part for part in parts if part)


def sentence(*parts: str) -> str:
    """The parts, joined, with a capital first and one full stop last."""
    text = joined(*parts)
    return text[0].upper() + text[1:] + "."
