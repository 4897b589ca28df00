"""The inspection protocol: ABCDEF, and the regions of each letter, in order."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class ProtocolRegion:
    """A region of the protocol.

    `letter` is one of ABCDEF, `side` the patient's side or None, `name` the term used in reports.
    """

    id: str
    letter: str
    name: str
    side: str | None


@cache
def protocol() -> tuple[ProtocolRegion, ...]:
    """All regions, in the protocol's order."""
    table = tomllib.loads(files("radtrace.record").joinpath("protocol.toml").read_text("utf-8"))
    return tuple(
        ProtocolRegion(id=row["id"], letter=row["letter"], name=row["name"], side=row.get("side"))
        for row in table["region"]
    )


@cache
def region_by_id() -> dict[str, ProtocolRegion]:
    """The protocol's regions by identifier."""
    return {region.id: region for region in protocol()}
