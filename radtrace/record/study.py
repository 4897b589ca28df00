"""Films and studies: what goes into a reader."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from radtrace.record.reading import FilmReference


@dataclass(frozen=True)
class Film:
    """One film, ready for display.

    Attributes
    ----------
    pixels
        float32, shape (rows, columns), in [0, 1], after the DICOM display pipeline
        (PS3.4 N.2): 0 is black, air is dark and bone is bright.
    file
        The path it came from, as the user gave it.
    sha256
        Of the file's bytes, hexadecimal.
    spacing_mm
        (row spacing, column spacing) in millimetres, or None where the file gives none.
    spacing_source
        The tag the spacing came from, such as "PixelSpacing" or "ImagerPixelSpacing".
    view
        "PA", "AP", "LATERAL", ... as tagged, or None.
    study_uid
        StudyInstanceUID, or None; films with the same one belong together.
    notes
        What was odd about the file, one sentence each.
    pipeline
        What was done to the pixels and why, one sentence each, in order.
    """

    pixels: NDArray[np.float32]
    file: str
    sha256: str
    spacing_mm: tuple[float, float] | None = None
    spacing_source: str | None = None
    view: str | None = None
    laterality: str | None = None
    study_uid: str | None = None
    notes: tuple[str, ...] = ()
    pipeline: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.pixels.ndim != 2 or self.pixels.dtype != np.float32:
            raise ValueError(
                "Film.pixels must be float32 of shape (rows, columns), "
                f"got {self.pixels.dtype} of shape {self.pixels.shape}"
            )

    def reference(self, gate_score: float | None = None) -> FilmReference:
        """The film without its pixels, as a Reading holds it."""
        rows, columns = self.pixels.shape
        return FilmReference(
            file=self.file,
            sha256=self.sha256,
            rows=rows,
            columns=columns,
            spacing_mm=self.spacing_mm,
            spacing_source=self.spacing_source,
            view=self.view,
            laterality=self.laterality,
            gate_score=gate_score,
            notes=self.notes,
            pipeline=self.pipeline,
        )


@dataclass(frozen=True)
class Study:
    """The films of one visit, and what is known besides.

    `films` holds at least one film. Text fields are None where unknown.
    """

    films: tuple[Film, ...]
    indication: str | None = None
    technique: str | None = None
    comparison: str | None = None
    prior: Study | None = field(default=None, repr=False)
    prior_report: str | None = None

    def __post_init__(self) -> None:
        if not self.films:
            raise ValueError("a Study needs at least one film, got none")
