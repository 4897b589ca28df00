"""Where a tube or line ends, and whether it should not end there."""

from __future__ import annotations

from typing import NamedTuple

from radtrace.language.understanding.attributes import Attributes, measured
from radtrace.language.understanding.lexis import Lexis

_SIGNS = {"above": 1.0, "at": 0.0, "below": -1.0}


class Device(NamedTuple):
    """What is said of a device besides; see `Mention`."""

    tip: str | None = None
    tip_mm: float | None = None
    misplaced: bool = False
    urgent: bool = False


def device(concept: str, attributes: Attributes, lexis: Lexis) -> Device:
    """What a sentence says of the place of a device; nothing for other concepts."""
    if measured(concept):
        return Device()
    tip, at_carina = next(iter(attributes.tips), None), next(iter(attributes.from_carina), None)
    lengths = attributes.sizes() or ((0.0,) if at_carina == "at" else ())
    distance = _SIGNS[at_carina] * lengths[0] if at_carina and lengths else None
    if at_carina and tip is None:
        tip = {"above": "trachea", "at": "carina", "below": "below_carina"}[at_carina]
    at = concept, tip or ""
    urgent = at in lexis.urgent_at
    return Device(tip, distance, attributes.misplaced or urgent or at in lexis.misplaced_at, urgent)
