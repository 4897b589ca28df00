"""REFLACX 1.0.0 (Bigolin Lanfredi et al., Scientific Data 2022; PhysioNet): to Readings, one a recording.

Frames: pixels of the full image become film fractions by the metadata's image size. Times: seconds
from the start of the audio, shifted where an event is earlier. A recording whose eye tracking the
authors discarded is a Reading with labels and no gaze. The files do not identify readers, so the recording's
id is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from radtrace.datasets.gaze.boxes import film_box, inside
from radtrace.datasets.gaze.cells import file_name, given, number, rows_with, text
from radtrace.datasets.gaze.clock import RawFixation, TimedWord, on_one_clock
from radtrace.datasets.gaze.labels import findings_of
from radtrace.datasets.gaze.reflacx_files import PHASES, ReflacxFiles
from radtrace.datasets.gaze.reflacx_gaze import fixations_in_file, fixations_in_samples
from radtrace.datasets.gaze.reflacx_labels import LABELS, claims_of, ellipses_of
from radtrace.datasets.gaze.samples import Detector, Method, detector_named
from radtrace.datasets.gaze.summary import Summary
from radtrace.datasets.gaze.transcript import sentences_of, timed
from radtrace.files.csv_rows import CsvRow
from radtrace.files.lines import shown, wrong
from radtrace.record import FilmReference, Gaze, Provenance, Reading, Region, StudyReference

ABOUT = (
    "id",
    "split",
    "eye_tracking_data_discarded",
    "image",
    "dicom_id",
    "subject_id",
    "image_size_x",
    "image_size_y",
)
WORD = ("word", "timestamp_start_word", "timestamp_end_word")
CORNERS = ("xmin", "ymin", "xmax", "ymax")


def read(path: Path, summary: Summary, *, detector: Detector | Method | None = None) -> Iterator[Reading]:
    """The recordings of REFLACX under `path` (its root or `main_data`), in the metadata's order.

    Parameters
    ----------
    summary
        Counts what is read, kept, left out and changed.
    detector
        Finds fixations in `gaze_data/ID/gaze.csv`; without one the authors' `fixations.csv` are taken.

    Raises
    ------
    BadInput
        Naming file, line and column, if a file is missing or not as published.
    """
    files, finder, seen = ReflacxFiles.at(path), detector_named(detector), set[str]()
    summary.why["phases of REFLACX whose metadata are missing"] += len(PHASES) - len(files.sheets())
    for sheet in files.sheets():
        for row in rows_with(sheet, ABOUT):
            recording = file_name(sheet, row, "id")
            if recording in seen:
                raise wrong(sheet, row.line, f"column id: {recording} is a duplicate; give each once")
            seen.add(recording)
            yield _reading(files, sheet, row, finder, summary)


def _reading(
    files: ReflacxFiles, sheet: Path, row: CsvRow, detector: Detector | None, summary: Summary
) -> Reading:
    recording, size = text(row, "id"), _size(sheet, row)
    ellipses = ellipses_of(
        *_optional(files, recording, "anomaly_location_ellipses.csv", CORNERS, summary), size, summary
    )
    claims, notes = claims_of(sheet, row, ellipses, summary)
    _count_unknown(row, summary)
    gaze, words = _gaze(files, row, size, detector, summary)
    summary.take("recordings")
    return Reading(
        study=_study(row, size, notes),
        regions=_chest(files, recording, size, summary),
        findings=findings_of(claims, summary, "ellipse"),
        sentences=sentences_of(words),
        gaze=gaze,
        provenance=Provenance(reader=f"reflacx:{recording}", version="REFLACX 1.0.0"),
    )


def _size(sheet: Path, row: CsvRow) -> tuple[float, float]:
    width, height = (given(sheet, row, name) for name in ("image_size_x", "image_size_y"))
    if width < 1 or height < 1 or width % 1 or height % 1:
        raise wrong(
            sheet,
            row.line,
            f"column image_size_x, image_size_y: {width:g} x {height:g} is not a valid film size",
        )
    return width, height


def _study(row: CsvRow, size: tuple[float, float], notes: list[str]) -> StudyReference:
    image = PurePosixPath(text(row, "image"))
    film = FilmReference(
        file=f"{text(row, 'dicom_id') or image.stem}.dcm",
        rows=int(size[1]),
        columns=int(size[0]),
        notes=tuple(notes),
    )
    return StudyReference(
        study_uid=image.parent.name or None,
        patient=text(row, "subject_id") or None,
        split=text(row, "split") or None,
        films=(film,),
    )


def _gaze(
    files: ReflacxFiles, row: CsvRow, size: tuple[float, float], detector: Detector | None, summary: Summary
) -> tuple[Gaze | None, list[TimedWord]]:
    recording = text(row, "id")
    spoken, rows = _optional(files, recording, "timestamps_transcription.csv", WORD, summary)
    events = ((text(word, "word"), *_span(spoken, word)) for word in rows)
    words = list(timed(events, summary))
    if text(row, "eye_tracking_data_discarded").lower() == "true":
        summary.why["recordings whose eye tracking the authors discarded: kept without gaze"] += 1
        return None, words
    return on_one_clock(list(_fixations(files, recording, size, detector, summary)), words, summary), words


def _fixations(
    files: ReflacxFiles,
    recording: str,
    size: tuple[float, float],
    detector: Detector | None,
    summary: Summary,
) -> Iterator[RawFixation]:
    if detector is None:
        return fixations_in_file(files.of(recording, "fixations.csv"), size, summary)
    return fixations_in_samples(files.samples(recording), size, detector, summary)


def _span(path: Path, word: CsvRow) -> tuple[float, float]:
    return number(path, word, WORD[1]), number(path, word, WORD[2])


def _chest(
    files: ReflacxFiles, recording: str, size: tuple[float, float], summary: Summary
) -> tuple[Region, ...]:
    """The radiologist's box of the chest, as a region beside those of the protocol."""
    path, rows = _optional(files, recording, "chest_bounding_box.csv", CORNERS, summary)
    for row in rows[:1]:
        left, top, right, bottom = (given(path, row, name) for name in CORNERS)
        summary.why["chest boxes clipped to the film"] += not inside((left, top, right, bottom), size)
        if box := film_box((left, top, right, bottom), size):
            summary.take("chest boxes")
            return (Region(id="chest", box=box),)
        summary.leave_out("chest boxes", "outside the film")
    return ()


def _optional(
    files: ReflacxFiles, recording: str, name: str, columns: tuple[str, ...], summary: Summary
) -> tuple[Path, list[CsvRow]]:
    path = files.of(recording, name)
    if path.is_file():
        return path, list(rows_with(path, columns))
    summary.why[f"recordings without {name}"] += 1
    return path, []


def _count_unknown(row: CsvRow, summary: Summary) -> None:
    for name, cell in row.cells.items():
        if name not in ABOUT and name not in LABELS and cell.strip():
            summary.leave_out("labels", f"column {shown(name)}: not a label of REFLACX 1.0.0")
