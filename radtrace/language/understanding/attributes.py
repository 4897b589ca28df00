"""Where, how much, since when: attributes of a sentence, given to the mentions they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from radtrace.language.mention import SEVERITIES
from radtrace.language.understanding.lexis import Tagged
from radtrace.language.understanding.tokens import Token
from radtrace.record import Laterality, concept_by_id

_SIZE = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)((?:\s*(?:x|by)\s*\d{1,4}(?:\.\d{1,3})?){0,2})\s*(cm|mm)\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PREPOSITIONS = frozenset(("in", "at", "on", "of", "along", "within", "over", "overlying", "involving"))
_CM, _MM = 10.0, 1.0


@dataclass
class Attributes:
    """What is said besides of one mention."""

    sides: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    severity: list[str] = field(default_factory=list)
    change: list[tuple[str, str]] = field(default_factory=list)  # value, words
    sizes: list[float] = field(default_factory=list)
    placed_after: bool = False
    changed_after: bool = False

    @property
    def placed(self) -> bool:
        """Whether anything says where."""
        return bool(self.sides or self.zones)

    def laterality(self, concept: str) -> Laterality | None:
        """The side, for concepts that can have one."""
        if not self.sides or not sided(concept):
            return None
        one = set(self.sides)
        return Laterality(one.pop()) if len(one) == 1 else Laterality.BILATERAL

    def hardest(self) -> str | None:
        """The highest degree that is named."""
        return max(self.severity, key=SEVERITIES.index, default=None)


@cache
def sided(concept: str) -> bool:
    """Whether a concept can be on one side: any of its regions is, or can be."""
    sides = ("left_", "right_", "devices", "soft_tissues", "ribs")
    return any(region.startswith(sides) for region in concept_by_id()[concept].regions)


@cache
def measured(concept: str) -> bool:
    """Whether a length beside the concept is its own: a tube's is its distance from something."""
    return concept_by_id()[concept].regions != ("devices",)


def attribute(
    words: Sequence[Token], marks: Sequence[Tagged], owned: Sequence[tuple[int, int]], joints: frozenset[int],
    text: str,
) -> list[Attributes]:  # fmt: skip
    """Attributes of each mention; `owned` are the mentions' words (first, last), in order.

    An attribute belongs to the name after it unless a preposition, or a joint that follows,
    ties it to the name before. A name without a place takes that of the one it is joined to.
    """
    given = [Attributes() for _ in owned]
    if not owned:
        return given
    for mark in marks:
        if not any(first <= mark.first < last for first, last in owned):
            owner = given[_owner(mark.first, words, owned, joints)]
            _give(owner, mark, words, mark.first > owned[-1][1])
    _sizes(words, owned, joints, text, given)
    _share(given, owned, words, joints)
    return given


def _owner(
    place: int, words: Sequence[Token], owned: Sequence[tuple[int, int]], joints: frozenset[int]
) -> int:
    after = next((i for i, (first, _) in enumerate(owned) if first > place), len(owned))
    if after in (0, len(owned)):
        return min(after, len(owned) - 1)
    behind, ahead = owned[after - 1][1], owned[after][0]
    if any(behind <= joint <= place for joint in joints):
        return after
    tied = any(words[i].word in _PREPOSITIONS for i in range(behind, place))
    return after - 1 if tied or any(place < joint < ahead for joint in joints) else after


def _give(attributes: Attributes, mark: Tagged, words: Sequence[Token], last: bool) -> None:
    for kind, value in mark.meaning.tags:
        if kind == "laterality":
            attributes.sides.append(value)
        elif kind == "zones":
            attributes.zones.append(value)
        elif kind == "severity":
            attributes.severity.append(value)
        elif kind == "change":
            attributes.change.append((value, " ".join(w.word for w in words[mark.first : mark.last])))
            attributes.changed_after |= last
        attributes.placed_after |= last and kind in ("laterality", "zones")


def _sizes(
    words: Sequence[Token], owned: Sequence[tuple[int, int]], joints: frozenset[int], text: str,
    given: list[Attributes],
) -> None:  # fmt: skip
    for match in _SIZE.finditer(text):
        unit = _CM if match.group(3) == "cm" else _MM
        place = next(i for i, word in enumerate(words) if word.end > match.start())
        extents = [float(n) * unit for n in _NUMBER.findall(match.group(1) + match.group(2))]
        given[_owner(place, words, owned, joints)].sizes.extend(extents)


def _share(
    given: list[Attributes], owned: Sequence[tuple[int, int]], words: Sequence[Token], joints: frozenset[int]
) -> None:
    for index in range(1, len(owned)):
        if not _joined(owned[index - 1][1], owned[index][0], words, joints):
            continue
        before, after = given[index - 1], given[index]
        if before.placed and not after.placed:
            after.sides, after.zones = list(before.sides), list(before.zones)
    for index in range(len(owned) - 1, 0, -1):
        before, after = given[index - 1], given[index]
        close = _joined(owned[index - 1][1], owned[index][0], words, joints)
        if close and after.placed_after and not before.placed:
            before.sides, before.zones, before.placed_after = list(after.sides), list(after.zones), True
        if not before.change and after.changed_after and _listed(owned[index - 1], owned[index], joints):
            before.change, before.changed_after = list(after.change), True


def _joined(behind: int, ahead: int, words: Sequence[Token], joints: frozenset[int]) -> bool:
    """Only a joint (and, or, a comma, a slash) and a few adjectives stand between two names."""
    return ahead - behind <= 4 and any(behind <= joint < ahead for joint in joints)


def _listed(before: tuple[int, int], after: tuple[int, int], joints: frozenset[int]) -> bool:
    """Whether a joint stands between two names: the change that ends their clause is that of both."""
    return any(before[1] <= joint < after[0] for joint in joints)


def settled(values: Iterable[str]) -> tuple[str, ...]:
    """Values once each, in the order they came."""
    return tuple(dict.fromkeys(values))
