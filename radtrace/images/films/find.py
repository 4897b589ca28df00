"""The films that paths lead to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from radtrace.files.names import printable
from radtrace.images.films.errors import NoFilms

# Never a film, so that a folder with a table beside its films gives no refusals. What has
# another ending, or none, as DICOM files often do, is tried.
_NOT_FILMS = frozenset(
    {
        *(".txt", ".csv", ".tsv", ".json", ".jsonl", ".html", ".htm", ".xml", ".md", ".rst", ".pdf"),
        *(".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".gz", ".tgz", ".tar", ".7z"),
        *(".rar", ".py", ".pyc", ".ipynb", ".sh", ".bat", ".js", ".css", ".log", ".toml", ".yaml"),
        *(".yml", ".ini", ".inf", ".cfg", ".db", ".sqlite", ".exe", ".dll", ".so", ".jar", ".ico"),
        *(".svg", ".mp4", ".avi", ".mov", ".mp3", ".wav", ".npy", ".npz", ".pt", ".pth", ".onnx"),
        *(".h5", ".nii", ".mat", ".parquet"),
    }
)
_INDEXES = frozenset({"DICOMDIR", "THUMBS.DB", "DESKTOP.INI"})


def find_films(paths: Sequence[Path]) -> list[Path]:
    """The files to read, folders opened recursively in sorted order.

    Files named explicitly stay in the list whatever they are, so that each is read or
    refused with a reason; so does an empty folder beside other paths. In folders, hidden
    files, DICOMDIR and what is no image by its ending are left out, and links to folders
    are not followed.

    Raises
    ------
    NoFilms
        If there are only folders, with no film in them.
    """
    found = [film for path in paths for film in (list(_walk(path)) or [path])]
    if all(path.is_dir() for path in found):
        named = ", ".join(map(printable, paths)) or "the list of paths"
        raise NoFilms(f"{named}: there is no film in it; name a DICOM, PNG or JPEG file.")
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if may_be_film(path) and path.is_file():
                yield path


def may_be_film(path: PurePath) -> bool:
    """Whether a file found in a folder is tried, by its name."""
    hidden = path.name.startswith(".")
    return not hidden and path.suffix.lower() not in _NOT_FILMS and path.name.upper() not in _INDEXES
