"""Files to films: DICOM, PNG and JPEG through the display pipeline, or a refusal in one sentence."""

from radtrace.films.checks import check_picture
from radtrace.films.colour import colourfulness
from radtrace.films.find import find_films
from radtrace.films.inspection import Inspection, inspect_file
from radtrace.films.load import load_film
from radtrace.films.studies import group_studies

__all__ = [
    "Inspection",
    "check_picture",
    "colourfulness",
    "find_films",
    "group_studies",
    "inspect_file",
    "load_film",
]
