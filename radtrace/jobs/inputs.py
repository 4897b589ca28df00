"""Inputs of a batch: paths to files, files to studies, studies to folder names."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from radtrace.images.films import (
    archive_members,
    find_films,
    is_archive,
    is_dicomdir,
    listed_files,
    load_film,
    load_source,
    read_member,
)
from radtrace.record import BadInput, Film

# More files than any chest study has: the identifier was overwritten, as anonymisers do.
MAX_FILMS_A_STUDY = 16


@dataclass(frozen=True)
class InputFile:
    """One input file; `problem` is why it cannot be opened, or None.

    A member of a ZIP archive has `archive` and `member`; its `file` is `archive/member`, which names it.
    """

    file: Path
    problem: BadInput | None = None
    archive: Path | None = None
    member: str = ""

    def load(self, *, lateral: bool = False) -> Film:
        """The film in the file; a tagged lateral only if `lateral`.

        Raises
        ------
        BadInput
            If it cannot be opened or read as a film.
        """
        if self.problem is not None:
            raise self.problem
        if self.archive is None:
            return load_film(self.file, lateral=lateral)
        return load_source(read_member(self.archive, self.member), lateral=lateral)

    def open(self) -> BinaryIO:
        """The file's bytes, to look at its header."""
        if self.archive is None:
            return self.file.open("rb")
        return BytesIO(read_member(self.archive, self.member).data)


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study, in input order, and the name of its output folder."""

    name: str
    items: tuple[InputFile, ...]


def find_items(paths: Iterable[str | Path]) -> list[InputFile]:
    """Every file under `paths`, in their order; a path that leads nowhere is an item with a problem.

    A ZIP archive or DICOMDIR that is named gives its members, or the files that it lists.
    """
    return [item for path in paths for item in _items_of(Path(path))]


def _items_of(path: Path) -> Iterator[InputFile]:
    try:
        if is_archive(path):
            members = archive_members(path)
            yield from [InputFile(path / member, archive=path, member=member) for member in members]
        else:
            files = listed_files(path) if is_dicomdir(path) else find_films([path])
            yield from [InputFile(file) for file in files]
    except BadInput as error:
        yield InputFile(path, problem=error)


def group_items(items: Sequence[InputFile]) -> list[StudyFiles]:
    """The items by study, in the order of each study's first file.

    Files belong together if they are DICOM and have one StudyInstanceUID (PS3.3 C.7.2.1). Only
    headers are read, so a batch may be larger than the memory.
    """
    together: dict[str, list[InputFile]] = {}
    for index, item in enumerate(items):
        together.setdefault(_study_uid(item) or f"file {index}", []).append(item)
    parts = [part for group in together.values() for part in _parts(group)]
    names = unique_names([part[0].file.stem for part in parts])
    return [StudyFiles(name, tuple(part)) for name, part in zip(names, parts, strict=True)]


def _parts(group: list[InputFile]) -> list[list[InputFile]]:
    return [group] if len(group) <= MAX_FILMS_A_STUDY else [[item] for item in group]


def _study_uid(item: InputFile) -> str | None:
    try:
        if item.problem is None and (item.archive or item.file.is_file()):
            with item.open() as file:
                return _read_study_uid(file)
    except Exception:  # a broken header is reported when the film itself is loaded
        return None
    return None


def _read_study_uid(file: BinaryIO) -> str | None:
    from pydicom import dcmread
    from pydicom.filereader import _read_file_meta_info
    from pydicom.uid import DeflatedExplicitVRLittleEndian

    if not file.read(132).endswith(b"DICM"):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # A deflated data set is unpacked whole, however large, before its first tag can be read.
        if _read_file_meta_info(file).get("TransferSyntaxUID") == DeflatedExplicitVRLittleEndian:
            return None
        file.seek(0)
        header = dcmread(file, stop_before_pixels=True, specific_tags=["StudyInstanceUID"])
    return str(header.get("StudyInstanceUID") or "") or None


def unique_names(stems: Iterable[str]) -> list[str]:
    """The stems, with "-2", "-3", ... behind those that came before, whatever their case."""
    taken: set[str] = set()
    return [_free_name(stem, taken) for stem in stems]


def _free_name(stem: str, taken: set[str]) -> str:
    name, count = stem, 1
    while name.casefold() in taken:
        count += 1
        name = f"{stem}-{count}"
    taken.add(name.casefold())
    return name
