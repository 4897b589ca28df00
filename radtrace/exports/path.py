"""The path as the page replays it: the steps of a protocol, or the visits of a gaze that follows none."""

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

    A Reading with steps has those. Where only a gaze is known, fixations on the first film that
    follow one another in one region are one visit; outside all regions, or where none is known, every
    fixation is a visit of its own and `region` is None. `seen` is then what was said until the next.
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
    looks = [one for one in gaze.fixations if one.film == 0]
    together = groupby(enumerate(zip(looks, places, strict=True)), lambda at: at[1][1] or at[0])
    visits = [[pair for _, pair in group] for _, group in together]
    starts = [0.0, *(visit[0][0].start_s for visit in visits[1:]), float("inf")]
    for number, visit in enumerate(visits):
        said = _said(gaze, starts[number], starts[number + 1])
        yield _stop(number + 1, visit[0][1], [look for look, _ in visit], _sought(gaze), said)


def _stop(
    number: int, region: str | None, looks: list[Fixation], sought: list[str], said: str
) -> dict[str, Any]:
    return {
        "id": f"visit {number}",
        "region": region,
        "looked_for": sought,
        "fixations": [look.model_dump(mode="json") for look in looks],
        "seen": said,
        "findings": [],
        "assessed": True,
    }


def _sought(gaze: Gaze) -> list[str]:
    return [gaze.target.concept or gaze.target.name] if gaze.target else []


def _said(gaze: Gaze, start: float, end: float) -> str:
    return " ".join(word.text for word in gaze.words if start <= word.start_s < end)
