"""Films in ZIP archives. Nothing is unpacked to disk, and one member at a time is in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, FileIO
from pathlib import Path, PurePosixPath

from radtrace.errors import one_line
from radtrace.files.names import printable
from radtrace.images.films.errors import CorruptFilm, NoFilms, TooLarge, Unreadable
from radtrace.images.films.find import may_be_film
from radtrace.images.films.limits import check_ratio
from radtrace.images.films.source import MAX_BYTES, FilmSource
from radtrace.record import FilmError

MAX_MEMBERS = 5_000
_MAX_DIRECTORY = 2**23  # bytes of the archive's table of contents
_MAX_NAME = 255  # bytes, as in file systems
_STEP = 2**20
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
# The other methods of zipfile decompress without a limit on what comes out.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1


def is_archive(path: Path) -> bool:
    """Whether the file at `path` is a ZIP archive, by its first bytes."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return False
        with path.open("rb") as file:
            return file.read(4) in _MAGIC
    except (OSError, ValueError):
        return False


def archive_members(path: Path) -> list[str]:
    """The names of members that may be films, sorted; what folders leave out is left out here too.

    A ZIP archive inside is among them, so that its rejection is told.

    Raises
    ------
    Unreadable
        If a name leads out of the archive, or a member is encrypted.
    TooLarge, DecompressionBomb, CorruptFilm, NoFilms
        If it has more than 5,000 members, unpacks into too much, is damaged or holds no film.
    """
    name = printable(path)
    with _opened(path, name) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise TooLarge(f"{name}: holds {len(members)} files, more than {MAX_MEMBERS}; unpack it first.")
    check_ratio(name, sum(member.file_size for member in members), path.stat().st_size)
    for member in members:
        _check_member(name, member)
    films = {member.filename for member in members if _may_be_film(PurePosixPath(member.filename))}
    if not films:
        raise NoFilms(f"{name}: there is no film in this ZIP archive; give one that holds DICOM or pictures.")
    return sorted(films)


def read_member(path: Path, member: str) -> FilmSource:
    """The bytes of one member, named `archive.zip/member`.

    Raises
    ------
    TooLarge, DecompressionBomb, CorruptFilm, Unreadable
        If it is larger than 1 GiB or a bomb, damaged, or packed in a way that is not read.
    """
    name = printable(path / member)
    with _opened(path, name) as archive:
        size = archive.getinfo(member).file_size
        if size > MAX_BYTES:
            raise TooLarge(f"{name}: {size / 2**30:.1f} GiB is more than the 1 GiB taken; reduce it.")
        check_ratio(name, size, archive.getinfo(member).compress_size)
        with archive.open(member) as file:
            return FilmSource(name, b"".join(iter(lambda: file.read(_STEP), b"")))


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    outside = ".." in parts or not parts[0] or ":" in parts[0]
    # Its name becomes that of an output folder.
    if outside or not member.filename.isprintable() or max(map(_length, parts)) > _MAX_NAME:
        raise Unreadable(
            f"{name}: the member {printable(member.filename)[:80]!r} has an unsafe name; pack it again."
        )
    if member.flag_bits & _ENCRYPTED:
        raise Unreadable(f"{name}: the ZIP archive is encrypted; unpack it with its password first.")
    if member.compress_type not in _METHODS:
        raise Unreadable(
            f"{name}: is packed by ZIP method {member.compress_type}, not by deflate; pack it again."
        )


def _length(part: str) -> int:
    return len(part.encode("utf-8", "replace"))


def _may_be_film(member: PurePosixPath) -> bool:
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in member.parts)
    return not hidden and (may_be_film(member) or member.suffix.lower() == ".zip")


class _Bounded(BufferedReader):
    """A file that is read in bounded steps: zipfile reads a table of contents of any length at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As any file does, but never more than the longest table of contents."""
        if size is not None and size > _MAX_DIRECTORY:
            raise zipfile.BadZipFile("its table of contents is too long")
        return super().read(_MAX_DIRECTORY if size is None or size < 0 else size)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    try:
        with _Bounded(FileIO(path)) as file, zipfile.ZipFile(file) as archive:
            yield archive
    except FilmError:
        raise
    except Exception as error:  # damaged archives make zipfile raise nearly anything
        why = one_line(error)
        raise CorruptFilm(f"{name}: the ZIP archive is damaged ({printable(why)}); copy it again.") from error
