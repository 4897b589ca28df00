"""EGD-CXR 1.0.0 (Karargyris et al., Scientific Data 2021; PhysioNet): to Readings, one a recording.

Frames: fractions of the 1920 x 1080 screen become film fractions by the paddings of the master
sheet. The film's size is MIMIC-CXR-JPG's where its metadata lie in the folder, else derived from
the authors' pixel columns (even, so up to a pixel too large), else unknown. Times: seconds from the
start of the film's showing, which the dictation shares. Rows of films that are not in the master sheet
are calibration slides.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from radtrace.datasets.gaze.boxes import film_box, inside
from radtrace.datasets.gaze.cells import text
from radtrace.datasets.gaze.clock import RawFixation, on_one_clock
from radtrace.datasets.gaze.egd_files import EgdFiles
from radtrace.datasets.gaze.egd_gaze import (
    Recording,
    fixations_in_file,
    fixations_in_samples,
    recordings,
    table_of,
)
from radtrace.datasets.gaze.egd_labels import claims_of
from radtrace.datasets.gaze.egd_screen import Screen, screen_of
from radtrace.datasets.gaze.labels import findings_of
from radtrace.datasets.gaze.samples import Detector, Method, detector_named
from radtrace.datasets.gaze.summary import Summary
from radtrace.datasets.gaze.transcript import sentences_of, timed
from radtrace.record import FilmReference, Provenance, Reading, Region, StudyReference

SLIDE = "of a calibration slide (its DICOM_ID is not in master_sheet.csv)"
DERIVED_SIZE = "size derived from X_ORIGINAL and Y_ORIGINAL: even, so up to one pixel too large"
# Boxes whose name is not that of a region of the protocol but which mean one.
REGIONS = {
    "cardiac silhouette": "heart",
    "right hilar structures": "right_hilum",
    "left hilar structures": "left_hilum",
    "abdomen": "upper_abdomen",
}


def read(path: Path, summary: Summary, *, detector: Detector | Method | None = None) -> Iterator[Reading]:
    """The recordings of EGD-CXR under `path`, in the order of its tables, one in memory at a time.

    Parameters
    ----------
    summary
        Counts what is read, kept, left out and changed.
    detector
        Finds fixations in `eye_gaze.csv`; without one the tracker's own (`fixations.csv`) are taken.

    Raises
    ------
    BadInput
        Naming file, line and column, if a file is missing or not as published.
    """
    files, finder = EgdFiles.at(path), detector_named(detector)
    name, columns = table_of(finder)
    seen: set[str] = set()
    for recording in recordings(files.table(name), columns, summary):
        if recording.film in files.sheet:
            seen.add(recording.film)
            yield _reading(files, files.table(name), recording, finder, summary)
        else:
            summary.leave_out("recordings", SLIDE)
            summary.leave_out("fixations" if finder is None else "samples", SLIDE, len(recording.rows))
    summary.why["films of master_sheet.csv without a recording"] += len(files.sheet.keys() - seen)


def _reading(
    files: EgdFiles, table: Path, recording: Recording, detector: Detector | None, summary: Summary
) -> Reading:
    row, film = files.sheet[recording.film], recording.film
    fixations, screen = _fixations(files, table, recording, detector, summary)
    claims, notes = claims_of(files.sheet_path, row, summary)
    phrases = files.phrases(film)
    summary.why["recordings without transcript.json"] += phrases is None
    words = list(timed(phrases or (), summary))
    summary.take("recordings")
    return Reading(
        study=StudyReference(
            study_uid=_study(text(row, "study_id")),
            patient=text(row, "patient_id") or None,
            films=(_film(film, screen, notes),),
        ),
        regions=tuple(_regions(files.boxes.get(film, []), screen, summary)),
        findings=findings_of(claims, summary),
        sentences=sentences_of(words),
        gaze=on_one_clock(fixations, words, summary),
        provenance=Provenance(reader=f"egd:{recording.session or 'unknown'}", version="EGD-CXR 1.0.0"),
    )


def _fixations(
    files: EgdFiles, table: Path, recording: Recording, detector: Detector | None, summary: Summary
) -> tuple[list[RawFixation], Screen]:
    row = files.sheet[recording.film]
    screen = screen_of(files.sheet_path, row, files.sizes.get(recording.film))
    if detector is None:
        return fixations_in_file(table, recording.rows, screen, summary)
    return fixations_in_samples(table, recording.rows, screen, detector, summary)


def _study(identifier: str) -> str | None:
    """MIMIC's name of a study, with its "s"."""
    return f"s{identifier.removeprefix('s')}" if identifier else None


def _film(film: str, screen: Screen, notes: list[str]) -> FilmReference:
    columns, rows = screen.size or (None, None)
    derived = [DERIVED_SIZE] if screen.size and not screen.exact else []
    return FilmReference(file=f"{film}.dcm", rows=rows, columns=columns, notes=(*notes, *derived))


def _regions(
    boxes: list[tuple[str, tuple[float, float, float, float]]], screen: Screen, summary: Summary
) -> Iterator[Region]:
    """Anatomy boxes as regions, named by the protocol where it has them, else as in the file."""
    taken: set[str] = set()
    for name, rectangle in boxes:
        identifier = _region(name)
        box = None if screen.size is None else film_box(rectangle, screen.size)
        if screen.size is None:
            summary.leave_out("anatomy boxes", "the film's size is not known")
        elif box is None or not identifier:
            summary.leave_out("anatomy boxes", "outside the film, or without a name")
        elif identifier in taken:
            summary.leave_out("anatomy boxes", "a duplicate name")
        else:
            taken.add(identifier)
            summary.take("anatomy boxes")
            summary.why["anatomy boxes clipped to the film"] += not inside(rectangle, screen.size)
            yield Region(id=identifier, box=box)


def _region(name: str) -> str:
    return REGIONS.get(name.lower(), name.lower().replace(" ", "_"))
