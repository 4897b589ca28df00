"""Where a mention is, in the names the structured forms use."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from radtrace.language.mention import ZONES, Mention
from radtrace.language.words import listed
from radtrace.record import Laterality

_DEVICES = "Tubes, Catheters, and Support Devices"
_BOTH = ("right", "left")


@dataclass(frozen=True)
class Part:
    """A part of the body: its name, its organ system (one of `headings()`), its regions as in the table."""

    name: str
    organ: str
    regions: tuple[str, ...]


def headings() -> tuple[str, ...]:
    """The organ systems, in SRRG's order (Delbrouck et al. 2025)."""
    return tuple(anatomy_table()["headings"])


def part_of(concept: str) -> Part:
    """The part of the body that a concept of the vocabulary belongs to."""
    return _parts()[concept]


def is_device(concept: str) -> bool:
    """Whether the concept is something put in or on the patient."""
    return part_of(concept).organ == _DEVICES


def is_described(concept: str) -> bool:
    """Whether the concept is what is seen ("opacity") and not what is made of it ("pneumonia")."""
    return is_device(concept) or concept in anatomy_table()["described"]


def anatomy(mention: Mention) -> str:
    """Side, zones and part in words: "left lower lung", "bilateral pleura", "heart"."""
    zones = listed([zone for zone in ZONES if zone in mention.zones])
    words = (mention.laterality, zones, part_of(mention.concept).name)
    return " ".join(str(word) for word in words if word)


def regions(mention: Mention) -> tuple[str, ...]:
    """The regions of Chest ImaGenome a mention is in; on both sides where it names none."""
    part, table = part_of(mention.concept), anatomy_table()["zones"]
    in_zones = [table[zone] for zone in ZONES if zone in mention.zones]
    names = in_zones if in_zones and "{side} lung" in part.regions else part.regions
    one = mention.laterality in (Laterality.LEFT, Laterality.RIGHT)
    sides = (str(mention.laterality),) if one else _BOTH
    return tuple(dict.fromkeys(name.format(side=side) for name in names for side in sides))


@cache
def anatomy_table() -> dict[str, Any]:
    """anatomy.toml, read once."""
    return tomllib.loads(files("radtrace.language.forms").joinpath("anatomy.toml").read_text("utf-8"))


@cache
def _parts() -> dict[str, Part]:
    return {
        concept: Part(row["name"], row["organ"], tuple(row["regions"]))
        for row in anatomy_table()["part"]
        for concept in row["concepts"]
    }
