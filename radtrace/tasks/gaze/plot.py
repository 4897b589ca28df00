"""The data of `radtrace gaze plot`: which readings, beside which others, over which films."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from radtrace.anatomy.layout import placed_regions, standard_layout
from radtrace.anatomy.locate import region_of
from radtrace.datasets.readings import read_readings
from radtrace.datasets.reports.readings import film_id
from radtrace.evaluation.kinds.scanpaths.cases import key_of
from radtrace.exports.gaze_plot import GazeRow, plot_gaze
from radtrace.exports.html import render_html
from radtrace.files.lines import shown as printable
from radtrace.gaze import fixations_of, scanpath_of
from radtrace.gaze.by_region import dwell_by_region
from radtrace.gaze.heat import dwell_map, looks
from radtrace.record import BadInput, Film, Reading, region_by_id

_BLANK = 512
_ZONES = ("apical_zone", "upper_zone", "mid_zone", "lower_zone")
_OUTLINED = {"heart", *(f"{side}_{zone}" for side in ("left", "right") for zone in _ZONES)}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 120  # file systems allow 255 bytes, and a number and an ending come behind


@dataclass(frozen=True)
class PlotGroup:
    """Readings plotted in one image, a row each: the first, and those to compare it with."""

    name: str
    readings: tuple[Reading, ...]


def choose(
    path: Path, beside: Sequence[Path] = (), *, film: str | None = None, target: str | None = None
) -> list[PlotGroup]:
    """The readings of `path` that are of the film and for the target, each with those beside it.

    Beside it stand the readings of the files in `beside` for the same film and target; a reading
    that has none there stands alone.

    Raises
    ------
    BadInput
        If a file cannot be read, nothing in it is of that film and target, or nothing in a file of
        `beside` belongs to any of it.
    """
    chosen = [one for _, one in read_readings(path) if _is(one, film, target)]
    if not chosen:
        raise _none(path, film, target)
    others = [{key_of(one): one for _, one in read_readings(other)} for other in beside]
    for other, held in zip(beside, others, strict=True):
        if not any(key_of(one) in held for one in chosen):
            advice = "file names and targets must be the same"
            raise BadInput(f"{other}: contains no film and target of {path} to plot; {advice}")
    return [
        PlotGroup(name, (one, *(held[key_of(one)] for held in others if key_of(one) in held)))
        for name, one in zip(_names(chosen), chosen, strict=True)
    ]


def picture(shown: PlotGroup, film: Film | None) -> bytes:
    """The readings as PNG: scanpath, heat map and dwell by region, a row each."""
    return plot_gaze([_row(reading, film) for reading in shown.readings])


def page(reading: Reading, film: Film | None) -> str:
    """The page that replays one reading, over its film or over standard outlines."""
    return render_html(reading, film or _blank(reading), {})


def _none(path: Path, film: str | None, target: str | None) -> BadInput:
    filters = " and ".join(filter(None, [film and f"film {film}", target and f"target {target}"]))
    if not filters:
        return BadInput(f"{path}: contains no reading with gaze; give the output of `radtrace gaze import`")
    advice = f"`radtrace gaze describe {path} --every` lists its films"
    return BadInput(f"{path}: contains no reading with {filters}; {advice}")


def _is(reading: Reading, film: str | None, target: str | None) -> bool:
    name, sought = key_of(reading)
    return (
        bool(fixations_of(reading))
        and (film is None or name == film_id(film))
        and (target is None or sought == target.strip().lower())
    )


def _names(readings: Sequence[Reading]) -> Iterator[str]:
    """A file name for each, no two alike."""
    taken: Counter[str] = Counter()
    for reading in readings:
        name = _UNSAFE.sub("_", ".".join(filter(None, key_of(reading)))).strip("._") or "gaze"
        yield _free(name[:_LONGEST_NAME], taken)


def _free(name: str, taken: Counter[str]) -> str:
    """The name, numbered if it is taken; case is ignored, as on some file systems."""
    taken[name.lower()] += 1
    times = taken[name.lower()]
    return name if times == 1 else _free(f"{name}.{times}", taken)


def _row(reading: Reading, film: Film | None) -> GazeRow:
    regions, own = placed_regions(reading)
    path = scanpath_of(reading)
    fixations = [one for one in fixations_of(reading) if one.film == 0]
    looked = looks(fixations, path.aspect)
    seconds = dwell_by_region(region_of(path.points, regions), path.duration_s)
    return GazeRow(
        title=_title(reading),
        pixels=(film or _blank(reading)).pixels,
        has_film=film is not None,
        path=path,
        heat=dwell_map(looked),
        dwell=[(*_named(name), value) for name, value in seconds.items()],
        approximate=not own,
    )


def _title(reading: Reading) -> str:
    name, target = key_of(reading)
    parts = [reading.provenance.reader, name, target and f"looking for {target}"]
    return " · ".join(printable(part, 34) for part in parts if part)


def _named(region: str) -> tuple[str, str]:
    known = region_by_id().get(region)
    return (known.name, known.letter) if known else (printable(region, 34), "")


def _blank(reading: Reading) -> Film:
    """A dark image of the film's shape with the standard outlines of lungs and heart."""
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
