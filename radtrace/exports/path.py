"""The path that the page replays: the steps of a protocol, or the visits of a free gaze."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from radtrace.anatomy.layout import placed_regions
from radtrace.anatomy.locate import ELSEWHERE, region_of
from radtrace.gaze.scanpath import scanpath_of
from radtrace.record import Fixation, Gaze, Reading


def replayed_path(reading: Reading) -> list[dict[str, Any]]:
    """The stops of the replay, in order, in the JSON form of `Step`.

    These are the Reading's steps, if it has any. With gaze only, consecutive fixations on the first film in
    one region are one visit; outside all regions, or if no regions are known, every fixation is a visit with
    `region` None. `seen` is then the dictation until the next visit.
    """
    if reading.steps or reading.gaze is None:
        return [step.model_dump(mode="json") for step in reading.steps]
    return list(_visits(reading.gaze, _places(reading)))


def _places(reading: Reading) -> list[str | None]:
    """The region of every fixation, or None."""
    regions, own = placed_regions(reading)
    points = scanpath_of(reading).points
    names = region_of(points, regions) if own else [ELSEWHERE] * len(points)
    return [None if name == ELSEWHERE else name for name in names]


def _visits(gaze: Gaze, places: list[str | None]) -> Iterator[dict[str, Any]]:
    fixations = [one for one in gaze.fixations if one.film == 0]
    together = groupby(enumerate(zip(fixations, places, strict=True)), lambda at: at[1][1] or at[0])
    visits = [[pair for _, pair in group] for _, group in together]
    starts = [0.0, *(visit[0][0].start_s for visit in visits[1:]), float("inf")]
    for number, visit in enumerate(visits):
        dictated = _dictated(gaze, starts[number], starts[number + 1])
        yield _stop(number + 1, visit[0][1], [fixation for fixation, _ in visit], _target(gaze), dictated)


def _stop(
    number: int, region: str | None, fixations: list[Fixation], target: list[str], dictated: str
) -> dict[str, Any]:
    return {
        "id": f"visit {number}",
        "region": region,
        "looked_for": target,
        "fixations": [fixation.model_dump(mode="json") for fixation in fixations],
        "seen": dictated,
        "findings": [],
        "assessed": True,
    }


def _target(gaze: Gaze) -> list[str]:
    return [gaze.target.concept or gaze.target.name] if gaze.target else []


def _dictated(gaze: Gaze, start: float, end: float) -> str:
    return " ".join(word.text for word in gaze.words if start <= word.start_s < end)
