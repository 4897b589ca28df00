"""Two sides that share one name: "moderate right and small left effusions", "right but not left".

What is told of two sides in different degrees or zones, or told of one and denied of the other, is two
findings. The name that the second side leaves out is written in again, so that all that follows reads two
whole statements. Sides that differ in nothing stay together: "small right and left effusions" are bilateral.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from radtrace.language.understanding.grammar import Grammar
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged

_STOP, _NOTHING = ";", "\x00"  # a word that begins a clause, and one that no table holds
_BONES = ("rib", "vertebra", "bone")  # sites
_OWN = ("severity", "change", "named_change")


@dataclass
class _Part:
    """The words between two joints: the names in it, the sides, and what sets it off from its neighbours."""

    first: int
    last: int
    names: list[Tagged]
    sides: list[Tagged]
    own: bool  # a degree, a change or a size of its own
    denied: bool
    affirmed: bool  # "present", "seen", unless "or" stands before it: "not seen on the left or seen on ..."
    contrasted: bool  # "but", "while" stands before it
    zones: frozenset[str]
    bones: list[Tagged]
    bare: bool  # it names bones and nothing else: "right clavicle" (and left rib fractures)

    def side(self) -> str | None:
        """The one side it speaks of."""
        sides = {_side(mark) for mark in self.sides}
        return sides.pop() if len(sides) == 1 else None


def completed(
    words: Sequence[Token], things: Sequence[Tagged], marks: Sequence[Tagged], grammar: Grammar
) -> list[tuple[Token, int | None]] | None:
    """The sentence with the left-out names written in, each word with its old place; None if none is."""
    sides = [mark for mark in marks if _side(mark) in ("left", "right")]
    if len({_side(mark) for mark in sides}) < 2:
        return None
    work = _Work(words, things, marks, grammar)
    work.before_a_name()
    work.after_a_name()
    return work.written() if work.inserted else None


def _side(mark: Tagged) -> str | None:
    return mark.value("laterality") or mark.value("implied")


def _elsewhere(one: _Part, after: _Part) -> bool:
    """Whether two parts speak of different zones, or of bones: "right mid and left lower zone opacities"."""
    zones = one.zones and after.zones and one.zones != after.zones
    return bool(zones or (one.bones and after.bones))


class _Work:
    """The working of one sentence."""

    def __init__(
        self, words: Sequence[Token], things: Sequence[Tagged], marks: Sequence[Tagged], grammar: Grammar
    ) -> None:
        self.words, self.things, self.marks, self.grammar = words, things, marks, grammar
        self.parts = list(self._parts())
        self.inserted: dict[int, list[Token]] = {}  # words to write in before a place
        self.replaced: dict[int, str] = {}

    def written(self) -> list[tuple[Token, int | None]]:
        """Every word, old and new."""
        line: list[tuple[Token, int | None]] = []
        for place, word in enumerate([*self.words, Token(_NOTHING, 0, 0)]):
            line += [(token, None) for token in self.inserted.get(place, ())]
            line.append((word._replace(word=self.replaced.get(place, word.word)), place))
        return line[:-1]

    def before_a_name(self) -> None:
        """ "Moderate right and small left effusions": sides before the name they share."""
        for index, part in enumerate(self.parts):
            if not part.names or part.side() is None or part.sides[0].first > part.names[0].first:
                continue
            group = [part]
            while index and self._leads(self.parts[index - 1], group[0]):
                index -= 1
                group.insert(0, self.parts[index])
            parted = any(one.own or one.denied or one.contrasted for one in group[1:])
            if parted or any(map(_elsewhere, group, group[1:])):
                for one, after in pairwise(group):
                    self._write(one.last, self._noun(one, part), parted=one.denied or after.denied)

    def after_a_name(self) -> None:
        """ "Effusion on the right but not on the left": sides after the name they share."""
        for index, part in enumerate(self.parts):
            if part.names and part.first not in self.inserted:
                self._follow(part, self._followers(index))

    def _followers(self, index: int) -> list[_Part]:
        """The parts after this one that name nothing and speak of one side each."""
        found: list[_Part] = []
        for part in self.parts[index + 1 :]:
            if part.names or part.last in self.inserted:
                break
            if part.sides and part.side() is None:
                break
            if part.sides:
                found.append(part)
        return found

    def _follow(self, part: _Part, followers: Sequence[_Part]) -> None:
        sides = {one.side() for one in followers}
        told = part.side()
        if not any(
            one.own or one.denied or one.contrasted or (part.denied and one.affirmed) for one in followers
        ):
            return
        name = part.names[-1]
        if told in ("left", "right"):
            for one in followers:
                if one.side() != told:
                    self._insert(one, name, parted=one.denied or part.denied)
        elif sides == {"left", "right"}:
            self._hide(part, name)
            for one, following in zip(followers, [*followers[1:], None], strict=True):
                self._insert(one, name, parted=one.denied or bool(following and following.denied))

    def _hide(self, part: _Part, name: Tagged) -> None:
        """A name whose sides are told one by one is no statement of its own."""
        bilateral = [mark for mark in self.marks if part.first <= mark.first < part.last and _side(mark)]
        for mark in (name, *bilateral):
            self.replaced.update({place: _NOTHING for place in range(mark.first, mark.last)})

    def _insert(self, part: _Part, name: Tagged, parted: bool) -> None:
        """Write the name beside the side: before its preposition, or after it."""
        mark = part.sides[0]
        place = mark.first
        while place > part.first and self.words[place - 1].word in ("the", "its", "that"):
            place -= 1
        tied = place > part.first and self.words[place - 1].word in self.grammar.prepositions
        where = place - 1 if tied else mark.last
        self._write(where, (name.first, name.last), parted=False)
        if parted:
            self.inserted.setdefault(part.first, []).insert(0, Token(_STOP, *self.words[part.first][1:]))

    def _noun(self, part: _Part, named: _Part) -> tuple[int, int]:
        """The words that two sides share: the name, with the zone before it if only it has one."""
        name = named.names[0]
        if part.bones:
            return named.names[-1].last - 1, named.names[-1].last
        shared = max(mark.last for mark in named.sides if mark.first < name.first)
        zoned = any(part.first <= m.first < part.last and m.value("zones") is not None for m in self.marks)
        return name.first if zoned else shared, name.last

    def _write(self, place: int, noun: tuple[int, int], parted: bool) -> None:
        tokens = list(self.words[slice(*noun)])
        stop = [Token(_STOP, *tokens[-1][1:])] if parted else []
        self.inserted.setdefault(place, []).extend([*tokens, *stop])

    def _leads(self, part: _Part, after: _Part) -> bool:
        """Whether a part names nothing and ends with the other side: "moderate right" (and small left)."""
        if (part.names and not part.bare) or part.side() is None or part.side() == after.side():
            return False
        end = max(mark.last for mark in self.marks if part.first <= mark.first < part.last)
        plain = part.sides[0].first > part.first and self.words[part.sides[0].first - 1].word == "the"
        return end == part.last and (part.own or part.denied or part.bare or not plain)

    def _parts(self) -> Iterator[_Part]:
        covered = {
            i for mark in self.marks for i in range(mark.first, mark.last) if mark.last - mark.first > 1
        }
        joints = {t.first: t for t in self.things if {"join", "end"} & set(t.meaning.first_of)}
        first, contrasted, choice = 0, False, False
        for place, word in enumerate(self.words):
            joint = joints.get(place)
            if place in covered or not (joint or word.word in (",", ";", ":")):
                continue
            if joint is None or joint.value("join") is not None or place > first:
                yield self._part(first, place, contrasted, choice)
            first = joint.last if joint else place + 1
            contrasted = joint is not None and joint.value("end") is not None
            choice = joint is not None and joint.value("join") == "or"
        yield self._part(first, len(self.words), contrasted, choice)

    def _part(self, first: int, last: int, contrasted: bool, choice: bool) -> _Part:
        marks = [mark for mark in self.marks if first <= mark.first < last]
        things = [thing for thing in self.things if first <= thing.first < last]
        names = [t for t in things if {"name", "vague", "anchor"} & set(t.meaning.first_of)]
        stop = names[0].first if names else last
        ahead = [mark for mark in marks if mark.first < stop] if names else marks
        own = any(mark.value(kind) is not None for mark in ahead for kind in _OWN)
        own |= any(w.word in ("mm", "cm") for w in self.words[first:stop])
        denied = any("deny" in (t.value("before"), t.value("after")) for t in things)
        sides = [mark for mark in marks if _side(mark) is not None]
        at_sides = {mark.first for mark in sides}  # "left" alone is an answer too
        answers = {t.value("answer") for t in things if t.first not in at_sides} - {None}
        affirmed = answers == {"affirm"} and not choice and not denied
        zones = frozenset(zone for mark in ahead if (zone := mark.value("zones")))
        bones = [mark for mark in marks if mark.value("sites") in _BONES]
        covered = {place for mark in bones for place in range(mark.first, mark.last)}
        bare = bool(bones) and all(name.first in covered and name.value("name") is None for name in names)
        return _Part(first, last, names, sides, own, denied, affirmed, contrasted, zones, bones, bare)
