"""The sides a sentence speaks of."""

from __future__ import annotations

import re
from functools import cache

from radtrace.language.tables import table
from radtrace.record import Laterality

_WORDS = {
    Laterality.LEFT: r"\bleft(?:ward)?\b",
    Laterality.RIGHT: r"\bright(?:ward)?\b",
    Laterality.BILATERAL: r"\b(?:bilateral(?:ly)?|both)\b",
    Laterality.MIDLINE: r"\bmidline\b",
}


def side_words(text: str) -> set[Laterality]:
    """Sides named in the text (the patient's); "left and right" is both, not bilateral.

    Names of parts that carry a side, such as "left ventricle", place nothing and do not count.
    """
    kept = _sided_names().sub(" ", text)
    return {side for side, word in _WORDS.items() if re.search(word, kept, re.IGNORECASE)}


@cache
def _sided_names() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{name}\b" for name in table("lexicon")["sided_names"]), re.IGNORECASE)
