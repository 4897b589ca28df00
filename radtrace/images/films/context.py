"""What a DICOM header says of the study and the patient (PS3.3 C.7.1.1, C.7.2.1, C.7.2.2, C.4.11)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, get_args

from radtrace.images.films.tags import Tags, tag_name
from radtrace.record import Context, Demographics

_DATES = ("StudyDate", "AcquisitionDate", "SeriesDate", "ContentDate")
_INDICATIONS = ("ReasonForTheRequestedProcedure", "ReasonForVisit", "ReasonForStudy")
_AGE = re.compile(r"([0-9]{1,3})([DWMY])")
_YEARS = {"D": 1 / 365.25, "W": 7 / 365.25, "M": 1 / 12, "Y": 1.0}
_OLDEST = 150
Sex = Literal["female", "male", "other"]
_SEXES: dict[str, Sex] = {name[0].upper(): name for name in get_args(Sex)}


def read_context(tags: Tags) -> Context:
    """Date, age, sex, indication and history; what is missing or damaged is None and, if damaged, noted."""
    taken = next((day for keyword in _DATES if (day := _date(tags, keyword))), None)
    patient = Demographics(age_years=_age(tags, taken), sex=_SEXES.get(tags.text("PatientSex") or ""))
    return Context(
        date=taken,
        demographics=None if patient == Demographics() else patient,
        indication=_indication(tags),
        history=tags.prose("AdditionalPatientHistory"),
    )


def _indication(tags: Tags) -> str | None:
    requests = [tags, *tags.items("RequestAttributesSequence")]
    texts = (request.prose(keyword) for request in requests for keyword in _INDICATIONS)
    return next((text for text in texts if text), None)


def _date(tags: Tags, keyword: str) -> dt.date | None:
    text = tags.text(keyword)
    if text is None:
        return None
    try:
        return dt.datetime.strptime(text.replace(".", "").replace("-", "")[:8], "%Y%m%d").date()
    except ValueError:
        tags.notes.append(f"{tag_name(keyword)} is no date and was ignored.")
        return None


def _age(tags: Tags, taken: dt.date | None) -> float | None:
    """PatientAge, or where it is missing the years from birth to the day of the film."""
    text = tags.text("PatientAge")
    if text is not None:
        found = _AGE.fullmatch(text)
        age = int(found[1]) * _YEARS[found[2]] if found else _OLDEST + 1
    elif taken is not None and (born := _date(tags, "PatientBirthDate")):
        age = (taken - born).days // 365.25
    else:
        return None
    if 0 <= age <= _OLDEST:
        return age
    tags.notes.append(f"{tag_name('PatientAge')} is no age and was ignored.")
    return None
