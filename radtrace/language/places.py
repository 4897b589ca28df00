"""Regions in words: where something is, and lists of regions by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from radtrace.language.tables import table
from radtrace.language.words import listed
from radtrace.record import Laterality, protocol, region_by_id

SIDES = ("right", "left")
LEVELS = ("apical", "upper", "mid", "lower")


def side_of(region: str) -> str | None:
    """The patient's side of a region id, or None for one in the middle or unknown."""
    known = region_by_id().get(region)
    return known.side if known else None


def part_of(region: str) -> str:
    """The region id without its side: `right_hilum` is a `hilum`."""
    side = side_of(region)
    return region.removeprefix(f"{side}_") if side else region


def sides_of(laterality: Laterality | None, zones: Iterable[str]) -> tuple[str, ...]:
    """The sides of a finding, right first: of its laterality, or else of its zones."""
    if laterality is Laterality.BILATERAL:
        return SIDES
    stated = {str(laterality)} if laterality else {side_of(zone) for zone in zones}
    return tuple(side for side in SIDES if side in stated)


def in_zones(zones: Sequence[str]) -> str:
    """Where, with its preposition: `in the right mid and lower zones and at both hila`."""
    ordered = [region.id for region in protocol() if region.id in zones]
    lungs = {side: [level for level in LEVELS if f"{side}_{level}_zone" in ordered] for side in SIDES}
    others = [zone for zone in ordered if not zone.endswith("_zone")]
    return listed([*_in_lungs(lungs["right"], lungs["left"]), *_at_parts(others)])


def in_lungs(sides: Sequence[str]) -> str:
    """`in the right lung`, `in both lungs`, or nothing where no side is known."""
    if not sides:
        return ""
    return "in both lungs" if len(sides) == 2 else f"in the {sides[0]} lung"


def in_levels(zones: Iterable[str]) -> str:
    """The lung zones of one side without the side: `in the apical and upper zones`."""
    parts = {part_of(zone) for zone in zones}
    levels = [level for level in LEVELS if f"{level}_zone" in parts]
    return f"in the {_zones(levels)}" if levels else ""


def named(regions: Iterable[str]) -> str:
    """A list of regions by name: `the trachea, both clavicles and the ribs`."""
    wanted = set(regions)
    parts = dict.fromkeys(part_of(region.id) for region in protocol() if region.id in wanted)
    return listed([_part_name(part, _sides_in(part, wanted)) for part in parts])


def _in_lungs(right: list[str], left: list[str]) -> list[str]:
    if right and right == left:
        return [_in_both(right)]
    return [_in_one(side, levels) for side, levels in (("right", right), ("left", left)) if levels]


def _in_both(levels: list[str]) -> str:
    if len(levels) == len(LEVELS):
        return "throughout both lungs"
    return f"in both {_zones(levels)}s" if len(levels) == 1 else f"in the {_zones(levels)} of both lungs"


def _in_one(side: str, levels: list[str]) -> str:
    return f"throughout the {side} lung" if len(levels) == len(LEVELS) else f"in the {side} {_zones(levels)}"


def _zones(levels: list[str]) -> str:
    return f"{listed(levels)} zone{'s' if len(levels) > 1 else ''}"


def _at_parts(regions: list[str]) -> list[str]:
    parts = dict.fromkeys(part_of(region) for region in regions)
    return [f"{_words(part)[2]} {_part_name(part, _sides_in(part, set(regions)))}" for part in parts]


def _sides_in(part: str, regions: set[str]) -> list[str]:
    return [side for side in SIDES if f"{side}_{part}" in regions]


def _part_name(part: str, sides: list[str]) -> str:
    singular, plural, _ = _words(part)
    if len(sides) == 2:
        return f"both {plural}"
    return f"the {sides[0]} {singular}" if sides else singular


def _words(part: str) -> tuple[str, str, str]:
    if part.endswith("_zone"):
        name = part.replace("_", " ")
        return name, f"{name}s", "in"
    singular, plural, preposition = table("phrases")["region"][part]
    return singular, plural, preposition
