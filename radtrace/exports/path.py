"""The path as the page replays it: the steps of a protocol, or the visits of a gaze that follows none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from radtrace.record import Fixation, Gaze, Point, Reading, Region


def replayed_path(reading: Reading) -> list[dict[str, Any]]:
    """The stops of the replay, in order, in the JSON form of `Step`.

    A Reading with steps has those. Where only a gaze is known, fixations that follow one another
    in one region are one visit; outside all regions, or where none is known, every fixation is a
    visit of its own and `region` is None. `seen` is then what was said until the next visit.
    """
    if reading.steps or reading.gaze is None:
        return [step.model_dump(mode="json") for step in reading.steps]
    return list(_visits(reading.gaze, reading.regions))


def _visits(gaze: Gaze, regions: Sequence[Region]) -> Iterator[dict[str, Any]]:
    groups = [list(group) for _, group in groupby(enumerate(gaze.fixations), lambda at: _place(at, regions))]
    for number, group in enumerate(groups):
        fixations = [fixation for _, fixation in group]
        last = number + 1 == len(groups)
        end = float("inf") if last else groups[number + 1][0][1].start_s
        yield {
            "id": f"visit {number + 1}",
            "region": _region_at(fixations[0], regions),
            "looked_for": _sought(gaze),
            "fixations": [fixation.model_dump(mode="json") for fixation in fixations],
            "seen": _said(gaze, fixations[0].start_s if number else 0.0, end),
            "findings": [],
            "assessed": True,
        }


def _place(numbered: tuple[int, Fixation], regions: Sequence[Region]) -> str | int:
    """What keeps two neighbours together: the region, or the fixation's own number outside all."""
    number, fixation = numbered
    region = _region_at(fixation, regions)
    return number if region is None else region


def _region_at(fixation: Fixation, regions: Sequence[Region]) -> str | None:
    """The smallest region whose box holds the fixation."""
    here = Point(x=fixation.x, y=fixation.y)
    holding = [
        (one.box.area, one.id)
        for one in regions
        if one.box is not None and one.film == fixation.film and one.box.contains(here)
    ]
    return min(holding)[1] if holding else None


def _sought(gaze: Gaze) -> list[str]:
    return [gaze.target.concept or gaze.target.name] if gaze.target else []


def _said(gaze: Gaze, start: float, end: float) -> str:
    return " ".join(word.text for word in gaze.words if start <= word.start_s < end)
