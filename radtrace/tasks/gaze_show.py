"""What `radtrace gaze plot` shows: which readings, beside which others, over which films."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from radtrace.exports.gaze_plot import GazeRow, plot_gaze
from radtrace.exports.html import render_html
from radtrace.gaze import fixations_of, scanpath_of
from radtrace.gaze.anatomy import dwell_by_region, placed_regions, region_of, standard_layout
from radtrace.gaze.heat import dwell_map, looks
from radtrace.record import BadInput, Film, Reading, read_readings, region_by_id
from radtrace.tasks.inputs.readings import film_id

_BLANK = 512
_ZONES = ("apical_zone", "upper_zone", "mid_zone", "lower_zone")
_OUTLINED = {"heart", *(f"{side}_{zone}" for side in ("left", "right") for zone in _ZONES)}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Shown:
    """Readings to be drawn as one picture, a row each: the first, and those beside it."""

    name: str
    readings: tuple[Reading, ...]


def choose(
    path: Path, beside: Sequence[Path] = (), *, film: str | None = None, target: str | None = None
) -> list[Shown]:
    """The readings of `path` that are of the film and for the target, each with those beside it.

    Beside it stand the readings of the files in `beside` for the same film and target; a reading
    that has none there stands alone.

    Raises
    ------
    BadInput
        If a file cannot be read, or nothing in it is of that film and target.
    """
    wanted = [one for _, one in read_readings(path) if _is(one, film, target)]
    if not wanted:
        asked = " and ".join(filter(None, [film and f"film {film}", target and f"target {target}"])) or "gaze"
        raise BadInput(
            f"{path}: holds no reading with {asked}; `radtrace gaze describe {path}` lists what it holds"
        )
    others = [{_key(one): one for _, one in read_readings(other)} for other in beside]
    names = _names(wanted)
    return [
        Shown(name, (one, *(held[_key(one)] for held in others if _key(one) in held)))
        for name, one in zip(names, wanted, strict=True)
    ]


def picture(shown: Shown, film: Film | None) -> bytes:
    """The readings as PNG: scanpath, heat map and dwell by region, a row each."""
    return plot_gaze([_row(reading, film) for reading in shown.readings])


def page(reading: Reading, film: Film | None) -> str:
    """The page that replays one reading, over its film or over an empty ground where there is none."""
    return render_html(reading, film or _blank(reading), {})


def _is(reading: Reading, film: str | None, target: str | None) -> bool:
    name, sought = _key(reading)
    return (
        bool(fixations_of(reading))
        and (film is None or name == film_id(film))
        and (target is None or sought == target.lower())
    )


def _key(reading: Reading) -> tuple[str, str]:
    target = reading.gaze.target if reading.gaze else None
    return film_id(reading.study.films[0].file), target.name.lower() if target else ""


def _names(readings: Sequence[Reading]) -> Iterator[str]:
    """A file name for each, no two alike."""
    taken: dict[str, int] = {}
    for reading in readings:
        name = _UNSAFE.sub("_", ".".join(filter(None, _key(reading)))).strip("._") or "gaze"
        taken[name] = taken.get(name, 0) + 1
        yield name if taken[name] == 1 else f"{name}.{taken[name]}"


def _row(reading: Reading, film: Film | None) -> GazeRow:
    regions, own = placed_regions(reading)
    path = scanpath_of(reading)
    fixations = [one for one in fixations_of(reading) if one.film == 0]
    looked = looks(fixations, path.aspect)
    seconds = dwell_by_region(region_of(path.points, regions), path.duration_s)
    return GazeRow(
        title=_title(reading),
        pixels=(film or _blank(reading)).pixels,
        at_hand=film is not None,
        path=path,
        heat=dwell_map(looked),
        dwell=[(*_named(name), value) for name, value in seconds.items()],
        approximate=not own,
    )


def _title(reading: Reading) -> str:
    name, target = _key(reading)
    parts = [reading.provenance.reader, name, target and f"looking for {target}"]
    return " · ".join(part if len(part) <= 34 else f"{part[:33]}…" for part in parts if part)


def _named(region: str) -> tuple[str, str]:
    known = region_by_id().get(region)
    return (known.name, known.letter) if known else (region, "")


def _blank(reading: Reading) -> Film:
    """A dark ground of the film's shape with an ordinary film's lungs and heart in outline."""
    import cv2

    first = reading.study.films[0]
    aspect = first.columns / first.rows if first.rows and first.columns else 1.0
    size = np.array([max(1, round(_BLANK * aspect)), _BLANK])
    ground = np.full(size[::-1], 0.12, np.float32)
    for region in standard_layout():
        if region.id in _OUTLINED:
            corners = [np.array([(one.x, one.y) for one in polygon]) for polygon in region.polygons]
            outlines = [np.rint(polygon * (size - 1)).astype(np.int32) for polygon in corners]
            cv2.fillPoly(ground, outlines, 0.17, cv2.LINE_AA)
            cv2.polylines(ground, outlines, True, 0.3, 1, cv2.LINE_AA)
    return Film(ground, file=first.file, sha256=first.sha256 or "")
