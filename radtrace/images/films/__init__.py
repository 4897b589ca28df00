"""Files to films: DICOM, PNG and JPEG through the display pipeline, or a refusal in one sentence."""

from radtrace.images.films.admission import is_skipped, lateral_refusal
from radtrace.images.films.archive import archive_members, is_archive, read_member
from radtrace.images.films.checks import check_picture
from radtrace.images.films.colour import colourfulness
from radtrace.images.films.dicomdir import is_dicomdir, listed_files
from radtrace.images.films.find import find_films
from radtrace.images.films.inspection import Inspection, inspect_file
from radtrace.images.films.load import group_studies, load_film, load_source

__all__ = [
    "Inspection",
    "archive_members",
    "check_picture",
    "colourfulness",
    "find_films",
    "group_studies",
    "inspect_file",
    "is_archive",
    "is_dicomdir",
    "is_skipped",
    "lateral_refusal",
    "listed_files",
    "load_film",
    "load_source",
    "read_member",
]
