"""Which study a Reading is of: its films without their pixels, what was known besides, and the prior."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from radtrace.record.geometry import Fraction, Record, Text


class FilmReference(Record):
    """Which film was read, without its pixels.

    `sha256`, `rows` and `columns` are None where the film itself was not at hand, as in a set
    of eye tracking that comes without its films. `view` is "PA", "AP", "LATERAL", ... or None.
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
    """What is known of a study besides its films. None where unknown.

    `date` is when the films were taken. `indication` is why, `history` what is known of the patient's past,
    `technique` how, `comparison` what the request or report names as earlier studies.
    """

    date: dt.date | None = None
    demographics: Demographics | None = None
    indication: Text | None = None
    history: Text | None = None
    technique: Text | None = None
    comparison: Text | None = None

    def over(self, other: Context) -> Context:
        """This context, with `other` for whatever is unknown here."""
        known = {name: getattr(self, name) for name in Context.model_fields}
        update = {name: value for name, value in known.items() if value is not None}
        if self.demographics and other.demographics:
            mine, theirs = self.demographics, other.demographics
            age = theirs.age_years if mine.age_years is None else mine.age_years
            update["demographics"] = Demographics(age_years=age, sex=mine.sex or theirs.sex)
        return Context(**({name: getattr(other, name) for name in Context.model_fields} | update))


class PriorReference(Record):
    """The earlier study that a Reading compares with: its films, its report or both, and its date."""

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
    """Which study was read, what was known of it, and its prior.

    `films[0]` is the film that coordinates refer to unless said; the others, such as a lateral, are named by
    their index. `patient` is the data set's own id, `split` the side of its split ("train", "test", ...).
    """

    study_uid: str | None = None
    patient: str | None = None
    split: str | None = None
    films: Annotated[tuple[FilmReference, ...], Field(min_length=1)]
    prior: PriorReference | None = None
    not_read: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[tuple[str, str], ...]:
        """What a reader should know before the film, as (name, text): patient, indication, prior, ..."""
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
