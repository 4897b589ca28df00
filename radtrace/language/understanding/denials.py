"""Denials of a word that is no finding: "not resolved", "no increase in", "cannot be excluded".

What such a denial says of the finding follows from the word it denies (table `[negated]`): a denied change is
no change, a denied resolution leaves the finding present, a denied exclusion leaves it possible. The
same walk reads what may be hidden ("could be obscured"), which states nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from radtrace.language.understanding.lexis import Lexis
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Meaning, Tag, Tagged


def _meaning(*tags: Tag) -> Meaning:
    meaning = Meaning()
    for tag in tags:
        meaning.add(tag)
    return meaning


_NEUTRAL = _meaning(("neutral", ""))
_CUES = ("possible", "deny", "unsure", "skip")
_OUTCOMES: Mapping[str, Meaning] = {
    **dict.fromkeys(("unchanged", "present", "partly"), _NEUTRAL),
    **{cue: _meaning(("before", cue), ("after", cue)) for cue in _CUES},
    "hidden": _meaning(("after", "skip")),
    **{f"{cue} ahead": _meaning(("before", cue)) for cue in _CUES},
}
_CHANGES = {"unchanged": _meaning(("change", "unchanged")), "partly": _meaning(("change", "decreased"))}


def compose(
    words: Sequence[Token], things: list[Tagged], marks: list[Tagged], lexis: Lexis
) -> tuple[list[Tagged], list[Tagged]]:
    """`things` and `marks` of a sentence with each such denial as one cue or one word of change."""
    found = lexis.denials.find(words)
    for index, start in enumerate(found):
        if start.value("negators") is not None:
            marks = _without_degree(start, marks)
            things, marks = _with(found, index, things, marks, lexis)
    return things, marks


def _without_degree(negator: Tagged, marks: list[Tagged]) -> list[Tagged]:
    """What is "not large" or "not new" has no degree and no change."""
    if negator.value("negators") != "words":
        return marks
    return [m for m in marks if m.first != negator.last or not (m.value("severity") or m.value("change"))]


def _with(
    found: Sequence[Tagged], index: int, things: list[Tagged], marks: list[Tagged], lexis: Lexis
) -> tuple[list[Tagged], list[Tagged]]:
    first, (last, outcome) = found[index].first, _walk(found, index)
    if outcome is None:
        return things, marks
    reach = max((t.last for t in things if first < t.first < last and _cue(t)), default=0)
    last = max(last, reach)
    if _named(first, last, things, lexis):
        return things, marks
    things = _replaced(things, Tagged(first, last, _OUTCOMES[outcome]))
    if outcome == "deny":
        return things, marks
    change = _CHANGES.get(outcome)
    kept = [mark for mark in marks if mark.last <= first or mark.first >= last]
    return things, kept if change is None else sorted([*kept, Tagged(first, last, change)], key=_first)


def _walk(found: Sequence[Tagged], index: int) -> tuple[int, str | None]:
    """The end and the outcome of the denial that begins at `found[index]`; None if it denies no such word."""
    kind, whole, outcome = found[index].value("negators"), False, None
    last = end = found[index].last
    for phrase in found[index + 1 :]:
        adverb, here = phrase.value("adverbs"), _outcome(kind, phrase, whole)
        turned = kind == "modal" and phrase.value("negators") == "words"
        if phrase.first != end or (adverb is None and (outcome or not (here or turned))):
            break
        kind, whole, end = "modal not" if turned else kind, whole or adverb == "whole", phrase.last
        outcome = here or outcome
        if here or outcome == "unchanged":  # "has not increased significantly"
            last = end
    return last, outcome


def _outcome(kind: str | None, phrase: Tagged, whole: bool) -> str | None:
    """What it says that an operator of this kind stands before the phrase."""
    negated, ahead = phrase.value("negated"), phrase.value("negated_ahead")
    if kind == "modal":
        return {"passive": "hidden", "active": "skip ahead"}.get(phrase.value("veiled") or "")
    if kind == "weak":
        return negated if negated == "unchanged" else None
    if negated == "deny" and kind != "words":
        return "hidden" if kind == "modal not" else None  # "no visible effusion": the "no" denies it
    if negated == "present" and whole:
        return "partly"
    return negated if ahead is None else f"{ahead} ahead"


def _named(first: int, last: int, things: Iterable[Tagged], lexis: Lexis) -> bool:
    """A longer phrase of the tables, a name, or a part's own state ("heart is not enlarged") goes before."""
    inside = [t for t in things if t.first < last and t.last > first]
    anchors = [t.value("anchor") for t in things if t.value("anchor") is not None]
    for thing in inside:
        if thing.first < first or thing.last > last or thing.value("name") is not None:
            return True
        states = [value for kind, value in thing.meaning.tags if kind == "state"]
        whole = (thing.first, thing.last) == (first, last)  # "left base not clear", but not "not clear that"
        if (whole and "unclear" in states) or any(
            (anchor, s) in lexis.states for anchor in anchors for s in states
        ):
            return True
    return False


def _cue(thing: Tagged) -> bool:
    """Whether it only says how a finding is meant ("resolution of"), so that a denial may take it in."""
    return thing.value("before") is not None or thing.value("after") is not None


def _replaced(things: Iterable[Tagged], new: Tagged) -> list[Tagged]:
    return sorted([*(t for t in things if t.last <= new.first or t.first >= new.last), new], key=_first)


def _first(thing: Tagged) -> int:
    return thing.first
