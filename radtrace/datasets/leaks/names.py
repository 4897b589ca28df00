"""Patient, study and film of a row, by the column names of public data sets and by paths.

Paths of MIMIC-CXR (`p10/p10000032/s50414267/...`), CheXpert (`patient00001/study1/...`), NIH
(`00000001_000.png`) and Open-i (`CXR1_1_IM-0001-3001`) say patient or study themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What can be on both sides."""

    PATIENT = "patient"
    STUDY = "study"
    FILM = "film"
    REPORT = "near-duplicate report"


Name = tuple[Kind, str]

COLUMNS = {
    Kind.PATIENT: (
        "patient",
        "patient_id",
        "patientid",
        "patient id",
        "subject_id",
        "subject",
        "deid_patient_id",
    ),
    Kind.STUDY: (
        "study",
        "study_id",
        "studyid",
        "study id",
        "report_id",
        "reportid",
        "uid",
        "studyinstanceuid",
        "study_uid",
        "accession",
        "accession_number",
    ),
    Kind.FILM: (
        "dicom_id",
        "image_id",
        "imageid",
        "image id",
        "image index",
        "image",
        "image_name",
        "image_path",
        "path",
        "path_to_image",
        "file",
        "file_name",
        "filename",
        "film",
        "name",
        "sopinstanceuid",
        "sha256",
    ),
}
_IMAGE = re.compile(r"\.(?:png|jpe?g|dcm|dicom|tiff?)$", re.IGNORECASE)
_CHEXPERT = re.compile(r"(patient\d+)/(study\d+)/[^/]+$")
_MIMIC = re.compile(r"p\d\d/p(\d{8})/s(\d{8})(?:/|$)")
_NIH = re.compile(r"(\d{8})_\d{3}$")
_OPENI = re.compile(r"(cxr\d+)_")


def is_film_name(text: str) -> bool:
    """Whether a line of a list is a film's name or path."""
    return bool(_IMAGE.search(text.strip()))


def names_of(cells: Mapping[str, str]) -> tuple[Name, ...]:
    """Patient, studies and films of a row (columns in lower case), in one spelling each.

    Patient and study from a path are used only where no column names them.
    """
    given = [(kind, plain(value)) for kind in (Kind.PATIENT, Kind.STUDY) for value in _given(cells, kind)]
    by_column = {kind for kind, _ in given}
    derived = [name for value in _given(cells, Kind.FILM) for name in _of_film(value)]
    return tuple(dict.fromkeys(given + [name for name in derived if name[0] not in by_column]))


def recognised(columns: Mapping[str, str]) -> set[Kind]:
    """The kinds that these columns name."""
    return {kind for kind, names in COLUMNS.items() if any(name in columns for name in names)}


def plain(identifier: str) -> str:
    """One spelling of an id: 10000032, p10000032 and 10000032.0 are the same; so are 1 and 00000001."""
    text = identifier.strip().lower()
    text = re.sub(r"^(\d+)\.0+$", r"\1", text)
    text = re.sub(r"^[ps](\d{8})$", r"\1", text)
    return text.lstrip("0") or "0" if text.isdigit() else text


def _given(cells: Mapping[str, str], kind: Kind) -> Iterator[str]:
    values = (cells.get(name, "").strip() for name in COLUMNS[kind])
    yield from (value for value in values if value and value.lower() != "nan")


def _of_film(value: str) -> Iterator[Name]:
    path = _IMAGE.sub("", value.strip().replace("\\", "/").lower())
    if match := _CHEXPERT.search(path):
        yield Kind.PATIENT, match[1]
        yield Kind.STUDY, f"{match[1]}/{match[2]}"
        yield Kind.FILM, match[0]
        return
    if match := _MIMIC.search(path):
        yield Kind.PATIENT, plain(match[1])
        yield Kind.STUDY, plain(match[2])
    last = path.rsplit("/", 1)[-1]
    yield Kind.FILM, last
    if match := _NIH.match(last):
        yield Kind.PATIENT, plain(match[1])
    if match := _OPENI.match(last):
        yield Kind.STUDY, match[1]
