"""Small films, and a reader that is quick and counts what it is asked, to test batches with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from pydicom import dcmread

from radtrace.readers.protocol import ReadResult
from radtrace.record import Film, FilmReference, NotAChestFilm, Provenance, Reading, Study, StudyReference
from tests.conftest import dicom


class BrightReader:
    """Takes any film that is bright on average for a chest film, and any other for something else."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, study: Study) -> ReadResult:
        """As a reader does: the first film that is one, or NotAChestFilm."""
        self.asked.append(study.films[0].file)
        film = next((film for film in study.films if film.pixels.mean() > 0.5), None)
        if film is None:
            raise NotAChestFilm(f"{study.films[0].file}: too dark", score=0.1)
        others = tuple(other.file for other in study.films if other is not film)
        reading = Reading(
            study=StudyReference(films=(_reference(film),), not_read=others),
            provenance=Provenance(reader="bright", version="1"),
        )
        return ReadResult(reading=reading, film=film, maps={})


def _reference(film: Film) -> FilmReference:
    rows, columns = film.pixels.shape
    return FilmReference(file=film.file, sha256=film.sha256, rows=rows, columns=columns)


def png(path: Path, grey: int = 200) -> Path:
    """A picture of one grey with a corner of another, written to `path`."""
    pixels = np.full((64, 80), grey, np.uint8)
    pixels[:20, :20] = 255 - grey
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def dicom_film(path: Path, study_uid: str, *, view: str = "PA", bright: bool = True) -> Path:
    """A small DICOM chest film of the study `study_uid`, written to `path`."""
    dataset = dcmread(dicom("RG1_UNCR.dcm"))
    dataset.StudyInstanceUID, dataset.ViewPosition, dataset.BodyPartExamined = study_uid, view, "CHEST"
    stored = np.linspace(0, 1, 64 * 80) ** (2.0 if bright else 0.5)  # MONOCHROME1: low is bright
    dataset.Rows, dataset.Columns = 64, 80
    dataset.PixelData = (stored * 30_000).astype("<u2").tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path)
    return path
