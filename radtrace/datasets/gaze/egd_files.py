"""The files of EGD-CXR and its small tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from radtrace.datasets.gaze.boxes import Pixels
from radtrace.datasets.gaze.cells import file_name, given, rows_with, text
from radtrace.files.csv_rows import CsvRow
from radtrace.files.json_entries import is_number, parse_json
from radtrace.files.lines import read_lines, wrong
from radtrace.record import BadInput

SIZE_LIMIT = 10_000_000
# The order of the file: both x before both y.
CORNERS = ("x1", "x2", "y1", "y2")


@dataclass(frozen=True)
class EgdFiles:
    """The data set's root."""

    root: Path

    @classmethod
    def at(cls, path: Path) -> EgdFiles:
        """The files under `path`.

        Raises
        ------
        BadInput
            If there is no master sheet.
        """
        if not (path / "master_sheet.csv").is_file():
            raise BadInput(f"{path}: contains no master_sheet.csv; give the folder of EGD-CXR")
        return cls(path)

    @property
    def sheet_path(self) -> Path:
        """The master sheet: one row a film."""
        return self.root / "master_sheet.csv"

    def table(self, name: str) -> Path:
        """`fixations.csv` or `eye_gaze.csv`."""
        return self.root / name

    @cached_property
    def sheet(self) -> dict[str, CsvRow]:
        """The master sheet by DICOM id."""
        found: dict[str, CsvRow] = {}
        for row in rows_with(self.sheet_path, ("dicom_id",)):
            film = file_name(self.sheet_path, row, "dicom_id")
            if film in found:
                raise wrong(
                    self.sheet_path, row.line, f"column dicom_id: {film} is a duplicate; give each once"
                )
            found[film] = row
        return found

    @cached_property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """Width and height by DICOM id, if MIMIC-CXR-JPG's metadata lie beside the master sheet."""
        names = ("mimic-cxr-2.0.0-metadata.csv", "mimic-cxr-2.0.0-metadata.csv.gz")
        path = next((self.root / name for name in names if (self.root / name).is_file()), None)
        return {} if path is None else dict(_sizes(path, self.sheet))

    @cached_property
    def boxes(self) -> dict[str, list[tuple[str, Pixels]]]:
        """Names and rectangles (x_min, y_min, x_max, y_max, pixels of the film) by DICOM id."""
        path, found = self.root / "bounding_boxes.csv", dict[str, list[tuple[str, Pixels]]]()
        for row in rows_with(path, ("dicom_id", "bbox_name", *CORNERS)) if path.is_file() else ():
            x_min, x_max, y_min, y_max = (given(path, row, name) for name in CORNERS)
            rectangle = (x_min, y_min, x_max, y_max)
            found.setdefault(text(row, "dicom_id"), []).append((text(row, "bbox_name"), rectangle))
        return found

    def phrases(self, film: str) -> list[tuple[str, float, float]] | None:
        """The dictated phrases (text, begin and end in seconds); None without a transcript."""
        path = self.root / "audio_segmentation_transcripts" / film / "transcript.json"
        return list(_phrases(path)) if path.is_file() else None


def _sizes(path: Path, films: dict[str, CsvRow]) -> Iterator[tuple[str, tuple[int, int]]]:
    for row in rows_with(path, ("dicom_id", "Rows", "Columns")):
        if (film := text(row, "dicom_id")) in films:
            width, height = (int(given(path, row, name)) for name in ("Columns", "Rows"))
            if width < 1 or height < 1:
                raise wrong(
                    path, row.line, f"column Rows, Columns: {height} x {width} is not a valid film size"
                )
            yield film, (width, height)


def _phrases(path: Path) -> Iterator[tuple[str, float, float]]:
    if path.stat().st_size > SIZE_LIMIT:
        raise BadInput(
            f"{path}: is larger than {SIZE_LIMIT // 1_000_000} MB; give the transcript as published"
        )
    document = parse_json(path, 1, "".join(line for _, line in read_lines(path)))
    phrases = document.get("time_stamped_text") if isinstance(document, dict) else None
    if not isinstance(phrases, list):
        raise wrong(path, 1, "has no list time_stamped_text; give the transcript as it was published")
    for count, phrase in enumerate(phrases, start=1):
        yield _phrase(path, count, phrase)


def _phrase(path: Path, count: int, phrase: object) -> tuple[str, float, float]:
    fields = phrase if isinstance(phrase, dict) else {}
    words, begin, end = (fields.get(name) for name in ("phrase", "begin_time", "end_time"))
    if not isinstance(words, str) or not is_number(begin) or not is_number(end):
        raise BadInput(
            f"{path}: item {count} of time_stamped_text needs phrase (text), begin_time, end_time (numbers)"
        )
    return words.strip(), float(begin), float(end)
