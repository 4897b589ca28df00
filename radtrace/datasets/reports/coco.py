"""Boxes in COCO's form: a whole file, or a list of results about the films of one.

Whole: `{"images": [{"id", "file_name", "width", "height"}], "annotations": [{"image_id",
"category_id", "bbox": [x, y, width, height], "score"}], "categories": [{"id", "name"}]}`, in pixels
from the top left (Lin et al. 2014). Results: `[{"image_id", "category_id", "bbox", "score"}]`. A film
is called by its file name without folder and suffix, or by its id where it has no file name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from radtrace.datasets.reports.readings import film_id
from radtrace.datasets.reports.report_file import Entry, ReportFile
from radtrace.files.json_entries import JsonEntry, is_number, walk_json
from radtrace.files.lines import read_lines, shown, wrong
from radtrace.record import BadInput, BoxSet

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Image:
    """A film: its name, its (width, height) in pixels, the line its file speaks of it on."""

    name: str
    size: tuple[float, float]
    line: int


@dataclass(frozen=True)
class CocoFilms:
    """The films and categories of a whole file, by their ids as text."""

    images: dict[str, Image]
    categories: dict[str, str]


def is_coco(path: Path) -> bool:
    """Whether a file is a whole COCO file."""
    if path.is_dir() or not any('"annotations"' in text for _, text in read_lines(path)):
        return False
    try:
        return {"images", "annotations"} <= {item.key for item in _walk(path)}
    except BadInput:  # JSON lines, or no JSON at all: whoever reads the file as such says what is wrong
        return False


def read_coco(path: Path, films: CocoFilms | None = None) -> tuple[ReportFile, CocoFilms]:
    """The boxes of every film; a list of results needs the `films` it speaks of.

    Boxes are clipped to the film; those without area are dropped; both are noted.

    Raises
    ------
    BadInput
        Naming file and line, if the file is not in either form.
    """
    items = list(_walk(path))
    if items and items[0].key is not None:
        whole = {item.key: item for item in items}
        films = _films(path, whole)
        results = _inside(path, whole, "annotations")
    elif films is None:
        raise BadInput(f"{path}: is a list of results without films; give a whole COCO file")
    else:
        results = items
    return _report_file(path, films, results), films


def _walk(path: Path) -> Iterable[JsonEntry]:
    return walk_json(path, "".join(text for _, text in read_lines(path)))


def _inside(path: Path, whole: dict[str | None, JsonEntry], key: str) -> list[JsonEntry]:
    item = whole.get(key)
    if item is None or not isinstance(item.value, list):
        raise BadInput(f"{path}: has no list {key!r}; give a whole COCO file")
    return [JsonEntry(item.line, f"{key}[{place}]", value) for place, value in enumerate(item.value)]


def _films(path: Path, whole: dict[str | None, JsonEntry]) -> CocoFilms:
    images = {}
    for item in _inside(path, whole, "images"):
        identifier = _identifier(path, item, "id")
        name = item.value.get("file_name")
        width, height = (_number(path, item, item.value.get(side), side) for side in ("width", "height"))
        if min(width, height) <= 0:
            raise wrong(path, item.line, f"{item.key} has no size; give its width and height in pixels")
        called = film_id(name) if isinstance(name, str) and name else identifier
        images[identifier] = Image(called, (width, height), item.line)
    named = _inside(path, whole, "categories") if "categories" in whole else []
    categories = {_identifier(path, item, "id"): shown(str(item.value.get("name", ""))) for item in named}
    return CocoFilms(images, categories)


def _report_file(path: Path, films: CocoFilms, results: list[JsonEntry]) -> ReportFile:
    found: dict[str, list[dict[str, Any]]] = {identifier: [] for identifier in films.images}
    for item in results:
        identifier = _identifier(path, item, "image_id")
        if identifier not in found:
            raise wrong(
                path, item.line, f"{_place(item)} is of film {shown(identifier)!r}, which is not there"
            )
        found[identifier].append(_checked(path, item))
    sets = {
        identifier: BoxSet.from_coco(image.name, found[identifier], image.size, films.categories)
        for identifier, image in films.images.items()
    }
    entries = tuple(
        Entry(image.name, "", image.line, boxes=sets[identifier])
        for identifier, image in films.images.items()
    )
    dropped = sum(len(found[identifier]) - len(boxes) for identifier, boxes in sets.items())
    beyond = sum(_reach_beyond(found[identifier], image) for identifier, image in films.images.items())
    noted = {
        "have no area on their film and were dropped": dropped,
        "reach beyond their film and were clipped": beyond,
    }
    notes = tuple(f"{count} boxes of {path} {what}" for what, count in noted.items() if count)
    return ReportFile(path, f"COCO, {sum(map(len, sets.values()))} boxes", entries, notes)


def _checked(path: Path, item: JsonEntry) -> dict[str, Any]:
    """The annotation of `item`; raises BadInput unless its box and score are numbers."""
    given = item.value.get("bbox")
    if not isinstance(given, list) or len(given) != 4:
        raise wrong(path, item.line, f"{_place(item)} has no bbox [x, y, width, height]")
    numbers = [_number(path, item, value, "bbox") for value in given]
    score = _number(path, item, item.value.get("score", 1.0), "score")
    return {"bbox": numbers, "score": score, "category_id": item.value.get("category_id")}


def _reach_beyond(annotations: list[dict[str, Any]], image: Image) -> int:
    """How many boxes have a part on the film and a part beyond it."""
    width, height = image.size
    count = 0
    for x, y, w, h in (one["bbox"] for one in annotations):
        inside = min(x + w, width) > max(x, 0) and min(y + h, height) > max(y, 0)
        beyond = max(-x / width, -y / height, (x + w) / width - 1, (y + h) / height - 1)
        count += inside and beyond > _ROUNDING
    return count


def _number(path: Path, item: JsonEntry, value: object, what: str) -> float:
    if not is_number(value):
        raise wrong(
            path, item.line, f"{_place(item)} has a {what} that is not a number: {shown(str(value), 40)}"
        )
    return float(value)


def _identifier(path: Path, item: JsonEntry, key: str) -> str:
    value: Any = item.value.get(key) if isinstance(item.value, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise wrong(path, item.line, f"{_place(item)} has no {key!r}")
    return shown(str(value))


def _place(item: JsonEntry) -> str:
    return item.key or "the result"
