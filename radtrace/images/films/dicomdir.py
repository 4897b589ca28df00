"""The files that a DICOMDIR, the index of a disc (PS3.3 annex F), lists."""

from __future__ import annotations

from pathlib import Path

from radtrace.files.names import printable
from radtrace.images.films.errors import NoFilms, TooLarge, TruncatedFilm, Unreadable
from radtrace.images.films.source import read_source
from radtrace.images.films.tags import Tags

MAX_FILES = 10_000
_MAX_BYTES = 2**26
_HEAD = 2**12
_DIRECTORY = b"1.2.840.10008.1.3.10"
_RECORDS = "DirectoryRecordSequence"


def is_dicomdir(path: Path) -> bool:
    """Whether the file at `path` is a DICOMDIR, by its file meta information."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return False
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError):
        return False
    return head[128:132] == b"DICM" and _DIRECTORY in head


def listed_files(path: Path) -> list[Path]:
    """The files that the DICOMDIR at `path` lists, in its order, whether or not they exist.

    Raises
    ------
    Unreadable
        If a file lies outside the DICOMDIR's folder.
    TooLarge, NoFilms, CorruptFilm, TruncatedFilm
        If it lists more than 10,000 files, lists none, or is damaged.
    """
    from radtrace.images.films.dicom import read_tags

    name = printable(path)
    if path.stat().st_size > _MAX_BYTES:
        raise TooLarge(
            f"{name}: the DICOMDIR is longer than {_MAX_BYTES // 2**20} MiB; name its folder instead."
        )
    tags = read_tags(read_source(path), [])
    if _is_cut(tags):
        raise TruncatedFilm(f"{name}: the DICOMDIR stops too early; copy it again.")
    records = tags.items(_RECORDS)
    listed = [record.values("ReferencedFileID") for record in records]
    files = list(dict.fromkeys(_inside(path, list(map(str, parts))) for parts in listed if parts))
    if not files:
        raise NoFilms(f"{name}: the DICOMDIR lists no files; name the folder of the films instead.")
    if len(files) > MAX_FILES:
        raise TooLarge(
            f"{name}: lists {len(files)} files, more than {MAX_FILES}; name its folders one by one."
        )
    return files


def _is_cut(tags: Tags) -> bool:
    """Whether the file ends within its records, which pydicom passes over."""
    raw = tags.dataset.get_item(_RECORDS) if _RECORDS in tags.dataset else None
    value, length = getattr(raw, "value", None), getattr(raw, "length", None)
    return isinstance(value, bytes) and isinstance(length, int) and len(value) < length


def _inside(path: Path, parts: list[str]) -> Path:
    file = path.parent.joinpath(*parts)
    plain = not any("/" in part or "\0" in part or part in ("", ".", "..") for part in parts)
    if plain and file.resolve().is_relative_to(path.parent.resolve()):
        return file
    raise Unreadable(
        f"{printable(path)}: lists {printable('/'.join(parts))[:80]}, which is outside its folder; "
        "name the films instead."
    )
