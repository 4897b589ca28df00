"""Files to films: DICOM, PNG and JPEG through the display pipeline, or a refusal in one sentence."""

from radtrace.images.films.admission import is_skipped, lateral_refusal
from radtrace.images.films.checks import check_picture
from radtrace.images.films.colour import colourfulness
from radtrace.images.films.find import find_films
from radtrace.images.films.inspection import Inspection, inspect_file
from radtrace.images.films.load import group_studies, load_film

__all__ = [
    "Inspection",
    "check_picture",
    "colourfulness",
    "find_films",
    "group_studies",
    "inspect_file",
    "is_skipped",
    "lateral_refusal",
    "load_film",
]
