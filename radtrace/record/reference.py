"""The study a Reading is about: films without pixels, context, and the prior."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from radtrace.record.geometry import Fraction, Record, Text


class FilmReference(Record):
    """The film that was read, without its pixels.

    `sha256`, `rows` and `columns` are None if the film was not available, as in eye-tracking data published
    without films. `view` is "PA", "AP", "LATERAL", ... or None.
    """

    file: Text
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    rows: Annotated[int, Field(gt=0)] | None = None
    columns: Annotated[int, Field(gt=0)] | None = None
    spacing_mm: tuple[float, float] | None = None
    spacing_source: str | None = None
    view: str | None = None
    laterality: str | None = None
    gate_score: Fraction | None = None
    notes: tuple[str, ...] = ()
    pipeline: tuple[str, ...] = ()


class Demographics(Record):
    """The patient's age in years and sex; None where unknown."""

    age_years: Annotated[float, Field(ge=0, le=150)] | None = None
    sex: Literal["female", "male", "other"] | None = None

    def __str__(self) -> str:
        age = "" if self.age_years is None else f"{self.age_years:.2g} years"
        return ", ".join(filter(None, [age, self.sex]))


class Context(Record):
    """Clinical context of a study. None if unknown.

    `date` is when the films were taken, `indication` why, `history` the patient's history, `technique` how
    they were taken, `comparison` the earlier studies that the request or report names.
    """

    date: dt.date | None = None
    demographics: Demographics | None = None
    indication: Text | None = None
    history: Text | None = None
    technique: Text | None = None
    comparison: Text | None = None

    def over(self, other: Context) -> Context:
        """This context, completed from `other` where a value is unknown."""
        known = {name: getattr(self, name) for name in Context.model_fields}
        update = {name: value for name, value in known.items() if value is not None}
        if self.demographics and other.demographics:
            mine, theirs = self.demographics, other.demographics
            age = theirs.age_years if mine.age_years is None else mine.age_years
            update["demographics"] = Demographics(age_years=age, sex=mine.sex or theirs.sex)
        return Context(**({name: getattr(other, name) for name in Context.model_fields} | update))


class PriorReference(Record):
    """The earlier study that a Reading compares with: films, report or both, and the date."""

    date: dt.date | None = None
    films: tuple[FilmReference, ...] = ()
    report: Text | None = None

    @model_validator(mode="after")
    def _something(self) -> PriorReference:
        if not self.films and self.report is None:
            raise ValueError("a prior needs films, a report or both, got neither")
        return self

    def __str__(self) -> str:
        films = f"{len(self.films)} film{'s' if len(self.films) > 1 else ''}" if self.films else ""
        held = " and ".join(filter(None, [films, "report" if self.report else ""]))
        return f"{self.date.isoformat() if self.date else 'date unknown'} ({held})"


class StudyReference(Context):
    """The study that was read, its context and its prior.

    `films[0]` is the film that coordinates refer to unless a film index is given; others, such as a lateral,
    have their index. `patient` is the data set's id, `split` its split ("train", "test", ...). `not_read` has
    one line for each film that was not read.
    """

    study_uid: str | None = None
    patient: str | None = None
    split: str | None = None
    films: Annotated[tuple[FilmReference, ...], Field(min_length=1)]
    prior: PriorReference | None = None
    not_read: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[tuple[str, str], ...]:
        """The context to show before the film, as (name, text): patient, indication, prior, ..."""
        given = {
            "Patient": str(self.demographics or ""),
            "Study date": self.date.isoformat() if self.date else "",
            "Indication": self.indication,
            "History": self.history,
            "Technique": self.technique,
            "Comparison": self.comparison,
            "Prior": str(self.prior or ""),
        }
        return tuple((name, text) for name, text in given.items() if text)
