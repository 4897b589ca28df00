"""The layout of COCO-Search18, which GazeSearch shares: one JSON list, one search an item.

    {"name": "a.jpg", "subject": 1, "task": "lung opacity", "condition": "present",
     "bbox": [0, 0, 0, 0], "X": [..], "Y": [..], "T": [..], "length": 6, "split": "train"}

X and Y are pixels of a frame that the layout fixes, T durations, bbox x, y, width and height of the
target in that frame (all 0 where there is none). When a fixation started is not in the file: it is
taken to start when the one before it ends. `fixOnTarget` and `RT` are not kept.

An inconsistent item (lists of unequal length, a negative duration, text for a number) means that the file is
broken, and the file is rejected. Oddities are counted in the summary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from radtrace.datasets.gaze.items import SearchItem
from radtrace.datasets.gaze.summary import Summary
from radtrace.files.json_entries import walk_json
from radtrace.files.lines import read_lines, wrong
from radtrace.record import (
    BadInput,
    Box,
    FilmReference,
    Fixation,
    Gaze,
    Provenance,
    Reading,
    StudyReference,
    Target,
    find_concept,
)

SPLITS = ("train", "valid", "val", "validation", "validate", "test")
# A longer fixation means that the file's unit is another than the data set's.
LONGEST_S = 60.0
FILE_LIMIT = 500_000_000
_CONDITIONS = {"present": True, "absent": False}


@dataclass(frozen=True)
class SearchFormat:
    """The properties of a data set that its items do not state.

    `width` and `height` are of the frame of X and Y, `ticks` the units of T in a second; `framed`
    says whether the published images have the size of that frame.
    """

    reader: str
    width: int
    height: int
    ticks: float
    framed: bool = False


@dataclass
class _Import:
    layout: SearchFormat
    summary: Summary
    keys: set[tuple[object, ...]] = field(default_factory=set)


def read_searches(path: Path, layout: SearchFormat, summary: Summary) -> Iterator[Reading]:
    """One Reading an item of a JSON file, or of every `.json` file of a folder.

    Raises
    ------
    BadInput
        Naming file, item, field, line and column, if the file is not in this layout.
    """
    state = _Import(layout, summary)
    for file in _files(path):
        for item in _items(file):
            yield _reading(item, state)
    if not summary.read["recordings"]:
        raise BadInput(f"{path}: contains no recording; give the published list of them")


def _items(file: Path) -> Iterator[SearchItem]:
    text = _whole(file)
    for number, item in enumerate(walk_json(file, text), start=1):
        if item.key is not None:
            raise wrong(file, item.line, "holds a JSON object; give the published list of recordings")
        yield SearchItem(file, text, number, item)


def _whole(file: Path) -> str:
    lines, size = [], 0
    for _, line in read_lines(file):
        lines.append(line)
        size += len(line)
        if size > FILE_LIMIT:
            raise BadInput(f"{file}: is larger than {FILE_LIMIT // 1_000_000} MB; split it into parts")
    return "".join(lines)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.json"))
    if not files:
        raise BadInput(f"{path}: contains no .json file; give the file with the recordings")
    return files


def _reading(item: SearchItem, state: _Import) -> Reading:
    layout, summary = state.layout, state.summary
    film, subject, split = item.text("name"), item.identifier("subject"), item.optional_text("split")
    if split is not None and split.lower() not in SPLITS:
        raise item.error(f"is {item.show(split)}, which is not one of {', '.join(SPLITS)}", "split")
    target = _target(item, layout, summary)
    gaze = Gaze(fixations=_fixations(item, layout, summary), target=target)
    _note(item, gaze, state, (film, subject, target.name, target.present))
    summary.take("recordings")
    return Reading(
        study=StudyReference(films=(_film(film, layout),), split=split),
        gaze=gaze,
        provenance=Provenance(
            reader=layout.reader if subject is None else f"{layout.reader}:{subject}", version="as published"
        ),
    )


def _film(name: str, layout: SearchFormat) -> FilmReference:
    if not layout.framed:
        return FilmReference(file=name)
    return FilmReference(file=name, rows=layout.height, columns=layout.width)


def _note(item: SearchItem, gaze: Gaze, state: _Import, key: tuple[object, ...]) -> None:
    why = state.summary.why
    if key in state.keys:
        why["duplicate recordings of a film, target and reader"] += 1
    state.keys.add(key)
    why["recordings without a fixation on the film"] += not gaze.fixations
    why["recordings whose answer was wrong (correct is 0)"] += item.value.get("correct") == 0


def _target(item: SearchItem, layout: SearchFormat, summary: Summary) -> Target:
    name, condition = item.text("task"), item.optional_text("condition")
    if condition is not None and condition not in _CONDITIONS:
        raise item.error(f"is {item.show(condition)}; it must be present or absent", "condition")
    box = _box(item, layout, summary)
    return Target(
        name=name,
        concept=find_concept(name, "chexpert"),
        present=None if condition is None else _CONDITIONS[condition],
        box=box,
    )


def _box(item: SearchItem, layout: SearchFormat, summary: Summary) -> Box | None:
    if item.value.get("bbox") is None:
        return None
    given = item.numbers("bbox")
    if len(given) != 4:
        raise item.error("must be x, y, width and height", "bbox")
    if not any(given):
        return None
    x, y, width, height = given
    edges = (x / layout.width, y / layout.height, (x + width) / layout.width, (y + height) / layout.height)
    x_min, y_min, x_max, y_max = clipped = [min(max(edge, 0.0), 1.0) for edge in edges]
    if x_min >= x_max or y_min >= y_max:
        summary.leave_out("boxes of targets", "no area on the film")
        return None
    summary.why["boxes of targets that reach beyond the film, clipped"] += clipped != list(edges)
    summary.take("boxes of targets")
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def _fixations(item: SearchItem, layout: SearchFormat, summary: Summary) -> tuple[Fixation, ...]:
    xs, ys = item.numbers("X"), item.numbers("Y")
    durations = _durations(item, len(xs), layout, summary)
    _same_lengths(item, {"Y": len(ys), "T": len(durations)}, len(xs))
    starts = accumulate(durations[:-1], initial=0.0)
    seen = [
        Fixation(x=x / layout.width, y=y / layout.height, start_s=start, duration_s=duration)
        for x, y, start, duration in zip(xs, ys, starts, durations, strict=False)
        if 0 <= x <= layout.width and 0 <= y <= layout.height
    ]
    summary.take("fixations", len(seen))
    summary.leave_out("fixations", "off the film", len(xs) - len(seen))
    return tuple(seen)


def _durations(item: SearchItem, count: int, layout: SearchFormat, summary: Summary) -> list[float]:
    if "T" not in item.value:  # the output of models has none
        summary.why["recordings without durations (no T), taken as 0 s"] += 1
        return [0.0] * count
    durations = [ticks / layout.ticks for ticks in item.numbers("T")]
    for place, duration in enumerate(durations):
        if duration < 0:
            raise item.error("is negative", "T", place)
        if duration > LONGEST_S:
            unit = "seconds" if layout.ticks == 1 else "milliseconds"
            raise item.error(f"is over a minute; give durations in {unit}", "T", place)
    return durations


def _same_lengths(item: SearchItem, lengths: dict[str, int], count: int) -> None:
    for key, length in lengths.items():
        if length != count:
            raise item.error(f"has {length} values, X {count}", key)
    length = item.value.get("length", count)
    if isinstance(length, bool) or length != count:
        raise item.error(f"is {item.show(length)}, but X has {count} values", "length")
