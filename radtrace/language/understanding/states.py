"""Parts that are called something: "the heart is enlarged", "clear lungs", "normal heart size and aorta"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from radtrace.language.understanding.clauses import Clauses
from radtrace.language.understanding.lexis import Lexis
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Meaning, Tagged

_PARTS = ("name", "vague", "anchor", "label")
_SIGNS = frozenset(",;")
_LUNG = Meaning()
_LUNG.add(("anchor", "lungs"))


class Stated(NamedTuple):
    """An anchor and the state it is called by; `concepts` as in the table ("!" for absent)."""

    anchor: Tagged
    state: Tagged
    concepts: tuple[str, ...]
    spoken: bool  # by a verb: "the heart is enlarged"

    @property
    def first(self) -> int:
        """The first word of the two."""
        return min(self.anchor.first, self.state.first)

    @property
    def last(self) -> int:
        """The word after the two."""
        return max(self.anchor.last, self.state.last)


def stated(
    things: Sequence[Tagged], clauses: Clauses, lexis: Lexis, light: frozenset[int], placed: frozenset[int]
) -> Iterator[Stated]:
    """Every anchor of the sentence with each state it is called by.

    `placed` are the words right after a preposition: a part there that a name precedes says where the
    name is, and what follows is said of the name ("edema in both lungs has decreased").
    """
    anchors = [t for t in things if t.value("anchor") is not None]
    states = [t for t in things if t.value("state") is not None]
    if not anchors or not states:
        return
    verbs = [t.first for t in things if t.value("verb") is not None]
    adjectives = {s.first: _modified(s, anchors, light) for s in states}
    names = [t.first for t in things if t.value("name") is not None]
    for index, anchor in enumerate(anchors):
        said: set[str] = set()
        where = anchor.first in placed and any(
            clauses.start(anchor.first) <= name < anchor.first for name in names
        )
        free = [s for s in states if s.first < anchor.first] if where else states
        for state in _states_of(index, anchors, free, adjectives, names, clauses):
            if (
                _film(anchor, state)
                and adjectives[state.first] != index
                and any(clauses.start(anchor.first) <= other.first < state.first for other in anchors[:index])
            ):
                continue  # "heart size is normal for a portable film"
            concepts = tuple(c for c in _concepts(anchor, state, lexis) if _opposite(c) not in said)
            if concepts:
                said.update(concepts)
                spoken = any(anchor.last <= verb < state.first for verb in verbs)
                yield Stated(anchor, state, concepts, spoken)


def unnamed(
    words: Sequence[Token], things: Sequence[Tagged], marks: Sequence[Tagged], lexis: Lexis
) -> Iterator[Stated]:
    """Sides and zones that are called clear with the lung left out: "the left base is clear"."""
    for state in (t for t in things if t.value("state") in ("clear", "unclear")):
        before = [t for t in things if t.last <= state.first]
        joints = [t.last for t in before if t.value("join") or t.value("end") is not None]
        signs = [place + 1 for place in range(state.first) if words[place].word in _SIGNS]
        start = max(*joints, *signs, 0, 0)
        if any(t.value(kind) is not None for t in before if t.first >= start for kind in _PARTS):
            continue
        here = [m for m in marks if start <= m.first < state.first]
        placed = [m for m in here if m.value("laterality") or m.value("zones")]
        concepts = lexis.states.get(("lungs", state.value("state") or ""), ())
        if placed and concepts:
            part = Tagged(placed[0].first, placed[-1].last, _LUNG)
            yield Stated(part, state, concepts, spoken=True)


def _film(anchor: Tagged, state: Tagged) -> bool:
    """Whether the chest or its film stands after what it would be called."""
    return anchor.value("anchor") == "chest" and state.first < anchor.first


def _opposite(concept: str) -> str:
    """What is said first holds: "heart size is normal with prominent fat pads" is no large heart."""
    return concept[1:] if concept.startswith("!") else f"!{concept}"


def _concepts(anchor: Tagged, state: Tagged, lexis: Lexis) -> tuple[str, ...]:
    for kind, value in state.meaning.tags:
        if kind == "state" and (found := lexis.states.get((anchor.value("anchor") or "", value))):
            return found
    return ()


def _modified(state: Tagged, anchors: Sequence[Tagged], light: frozenset[int]) -> int | None:
    """The index of the anchor that an adjective stands right before ("enlarged heart")."""
    place = state.last
    while place in light:
        place += 1
    return next((i for i, anchor in enumerate(anchors) if anchor.first == place), None)


def _states_of(
    index: int,
    anchors: Sequence[Tagged],
    states: Sequence[Tagged],
    adjectives: dict[int, int | None],
    names: Sequence[int],
    clauses: Clauses,
) -> list[Tagged]:
    """The states after the anchor's group, up to the next group; without any, the adjectives before it
    ("decreased opacity in the left lung" calls the opacity so)."""
    anchor, clause = anchors[index], clauses.of(anchors[index].first)
    here = [s for s in states if clauses.of(s.first) == clause]
    own = [s for s in here if adjectives[s.first] == index]
    after = [s for s in here if s.first >= anchor.last and adjectives[s.first] is None]
    if after:
        stop = next((a.first for a in anchors if a.first > after[0].first), after[0].first + 1_000)
        said = [s for s in after if s.first < stop]
        between = [s for s in here if anchor.last <= s.first < said[0].first]
        if not between:
            return own + said
    before = [s for s in here if s.first < anchor.first]
    before = [s for s in before if not any(s.first < name < anchor.first for name in names)]
    return before[-1:] if before and _together(before[-1], index, anchors, adjectives) else []


def _together(
    state: Tagged, index: int, anchors: Sequence[Tagged], adjectives: dict[int, int | None]
) -> bool:
    """Whether an adjective before the anchor speaks of it or of the head of its list."""
    target = adjectives[state.first]
    return target is None or target <= index
