"""Films and studies, the input of a reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from radtrace.errors import BadInput
from radtrace.record.reference import Context, FilmReference, PriorReference, StudyReference

NOTHING_KNOWN = Context()


@dataclass(frozen=True)
class Film:
    """One film, ready for display.

    Attributes
    ----------
    pixels
        float32, shape (rows, columns), in [0, 1], after the DICOM display pipeline (PS3.4 N.2): 0 is
        black, air is dark, bone is bright.
    file
        The path it came from, as the user gave it.
    sha256
        Of the file's bytes, hexadecimal.
    spacing_mm
        (row spacing, column spacing) in millimetres, or None if the file has none.
    spacing_source
        The tag the spacing came from, such as "PixelSpacing" or "ImagerPixelSpacing".
    view
        "PA", "AP", "LATERAL", ... as tagged, or None.
    study_uid
        StudyInstanceUID, or None; films with the same UID are one study.
    context
        Study and patient data from the file's header.
    notes
        What is unusual about the file, one sentence each.
    pipeline
        Processing steps applied to the pixels and why, one sentence each, in order.

    Examples
    --------
    >>> film = radtrace.load_film("film.dcm")
    >>> film.pixels.shape, film.view
    ((1955, 1841), 'PA')
    """

    pixels: NDArray[np.float32]
    file: str
    sha256: str
    spacing_mm: tuple[float, float] | None = None
    spacing_source: str | None = None
    view: str | None = None
    laterality: str | None = None
    study_uid: str | None = None
    context: Context = NOTHING_KNOWN
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
class Prior:
    """The earlier study of the same patient: its films, its report or both.

    `date` is None where unknown.
    """

    films: tuple[Film, ...] = field(default=(), repr=False)
    report: str | None = None
    date: dt.date | None = None

    def __post_init__(self) -> None:
        if not self.films and not self.report:
            raise ValueError("a Prior needs films, a report or both, got neither")

    def reference(self) -> PriorReference:
        """The prior without its pixels, as a Reading holds it."""
        films = tuple(film.reference() for film in self.films)
        return PriorReference(date=self.date, films=films, report=self.report)


@dataclass(frozen=True)
class Study:
    """The films of one visit, their clinical context, and the prior.

    `films` has at least one film; a lateral is one of them. Values that `context` leaves open are taken from
    the films' headers, in order.

    Raises
    ------
    ValueError
        If there is no film.
    BadInput
        If the prior is dated later than the study.

    Examples
    --------
    >>> film = Film(np.zeros((2, 2), np.float32), file="a.png", sha256="0" * 64)
    >>> study = Study((film,), Context(indication="Cough"), Prior(report="Clear lungs."))
    >>> study.reference(film).known
    (('Indication', 'Cough'), ('Prior', 'date unknown (report)'))
    """

    films: tuple[Film, ...]
    context: Context = NOTHING_KNOWN
    prior: Prior | None = None

    def __post_init__(self) -> None:
        if not self.films:
            raise ValueError("a Study needs at least one film, got none")
        known = self.context
        for film in self.films:
            known = known.over(film.context)
        object.__setattr__(self, "context", known)
        before = self.prior and self.prior.date
        if before and known.date and before > known.date:
            raise BadInput(f"the prior of {before} is later than the study of {known.date}; exchange the two")

    @property
    def indication(self) -> str | None:
        """Why the films were taken."""
        return self.context.indication

    @property
    def history(self) -> str | None:
        """The patient's history."""
        return self.context.history

    def reference(
        self, film: Film, gate_score: float | None = None, not_read: tuple[str, ...] = ()
    ) -> StudyReference:
        """The study without pixels, for a Reading of `film`, which comes first."""
        others = (other.reference() for other in self.films if other is not film)
        return StudyReference(
            **{name: getattr(self.context, name) for name in Context.model_fields},
            study_uid=film.study_uid,
            films=(film.reference(gate_score), *others),
            prior=None if self.prior is None else self.prior.reference(),
            not_read=not_read,
        )
