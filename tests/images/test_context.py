"""Date, age, sex, indication and history from DICOM headers, and laterals when asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread

from radtrace.images.films import load_film
from radtrace.images.films.context import read_context
from radtrace.images.films.errors import LateralFilm
from radtrace.images.films.tags import Tags
from radtrace.record import Context, Demographics
from tests.conftest import dicom


def context(**values: object) -> tuple[Context, list[str]]:
    dataset, notes = Dataset(), list[str]()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return read_context(Tags("a.dcm", dataset, notes)), notes


def test_a_whole_header_is_read() -> None:
    known, notes = context(
        StudyDate="20250301",
        PatientAge="063Y",
        PatientSex="F",
        ReasonForTheRequestedProcedure="Cough,  fever",
        AdditionalPatientHistory="Smoker.\r\nCOPD.",
    )
    assert known == Context(
        date=dt.date(2025, 3, 1),
        demographics=Demographics(age_years=63, sex="female"),
        indication="Cough, fever",
        history="Smoker. COPD.",
    )
    assert notes == []


def test_an_empty_header_says_nothing() -> None:
    assert context() == (Context(), [])


@pytest.mark.parametrize(
    ("values", "age"),
    [
        ({"PatientAge": "006M"}, 0.5),
        ({"PatientAge": "026W"}, pytest.approx(0.498, abs=1e-3)),
        ({"PatientBirthDate": "19600302", "StudyDate": "20250301"}, 64),
        ({"PatientBirthDate": "19600302"}, None),
        ({"PatientAge": "999Y"}, None),
        ({"PatientBirthDate": "20300101", "StudyDate": "20250301"}, None),
    ],
)
def test_ages(values: dict[str, str], age: float | None) -> None:
    known, notes = context(**values)
    assert (known.demographics.age_years if known.demographics else None) == age
    assert bool(notes) == (age is None and len(values) + ("PatientAge" in values) > 1)


@pytest.mark.filterwarnings("ignore")
def test_what_is_damaged_is_noted_and_left_out() -> None:
    known, notes = context(StudyDate="20251399", AcquisitionDate="20250302", PatientAge="old", PatientSex="X")
    assert known == Context(date=dt.date(2025, 3, 2))
    assert any("Study Date is no date" in note for note in notes)
    assert any("Patient's Age is no age" in note for note in notes)


@pytest.mark.filterwarnings("ignore")
def test_the_request_is_looked_into_and_texts_are_bounded() -> None:
    request = Dataset()
    request.ReasonForTheRequestedProcedure = "x" * 5000 + "\x1b[2J"
    known, _ = context(RequestAttributesSequence=[request])
    assert known.indication == "x" * 2000


def test_a_lateral_is_refused_unless_asked_for(tmp_path: Path) -> None:
    dataset = dcmread(dicom("RG1_UNCR.dcm"))
    dataset.ViewPosition, dataset.BodyPartExamined, dataset.PatientSex = "LL", "CHEST", "M"
    dataset.save_as(tmp_path / "side.dcm")
    with pytest.raises(LateralFilm, match="is LL, lateral; give a frontal film"):
        load_film(tmp_path / "side.dcm")
    film = load_film(tmp_path / "side.dcm", lateral=True)
    assert film.view == "LL" and film.context.demographics == Demographics(age_years=64, sex="male")
