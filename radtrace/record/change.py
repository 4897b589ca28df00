"""Change of a finding since the prior study: the record's terms and their synonyms."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Change(StrEnum):
    """A finding's change since the prior study.

    CHANGED: the direction is not stated. NOT_COMPARABLE: there is a prior, but it does not show this finding
    well enough to compare.
    """

    NEW = "new"
    INCREASED = "increased"
    DECREASED = "decreased"
    UNCHANGED = "unchanged"
    RESOLVED = "resolved"
    CHANGED = "changed"
    NOT_COMPARABLE = "not_comparable"


_SAME_AS: Mapping[Change, tuple[str, ...]] = {
    Change.INCREASED: ("larger", "bigger", "worse", "worsened", "worsening", "progressed"),
    Change.DECREASED: ("smaller", "better", "improved", "improving", "regressed"),
    Change.UNCHANGED: ("stable", "same"),
    Change.NOT_COMPARABLE: ("not comparable",),
}
_WORDS = {str(change): change for change in Change} | {
    word: change for change, words in _SAME_AS.items() for word in words
}


def change_of(word: str) -> Change | None:
    """The change that `word` names, or None.

    >>> change_of("larger")
    <Change.INCREASED: 'increased'>
    """
    return _WORDS.get(word.strip().lower())
