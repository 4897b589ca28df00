"""Bytes of a file, read once, and what kind of file they are."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from radtrace.files.names import printable
from radtrace.images.films.errors import NotAnImage, TooLarge, Unreadable

MAX_BYTES = 2**30


class Kind(StrEnum):
    """The formats a film can come in."""

    DICOM = "DICOM"
    PNG = "PNG"
    JPEG = "JPEG"
    TIFF = "TIFF"
    JPEG_2000 = "JPEG 2000"
    WEBP = "WebP"
    BMP = "BMP"


_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"\0\0\0\x0cjP  ", Kind.JPEG_2000),
    (b"\xff\x4f\xff\x51", Kind.JPEG_2000),
    (b"BM", Kind.BMP),
)
# Formats people send by mistake; naming them says what to convert.
_OTHERS = (
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file, such as a video or sound,"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
)


@dataclass(frozen=True)
class FilmSource:
    """A file's bytes, and the name the user gave it as printable text."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def read_source(path: str | Path) -> FilmSource:
    """The bytes of the file at `path`.

    Raises
    ------
    Unreadable
        If it is missing, forbidden, a folder, or no plain file.
    NotAnImage
        If it is empty.
    TooLarge
        If it is larger than 1 GiB.
    """
    name = printable(path)
    try:
        _check_plain_file(name, os.stat(path))
        return FilmSource(name, Path(path).read_bytes())
    except OSError as error:
        raise Unreadable(f"{name}: cannot be read ({error.strerror}); check the path.") from error
    except ValueError as error:
        raise Unreadable(f"{name}: no file can have this name ({error}); check the path.") from error


def _check_plain_file(name: str, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise Unreadable(f"{name}: a folder and no film; name the films in it.")
    # Opening a pipe or a device can wait for ever.
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(f"{name}: a pipe or a device, not a file; save the film to a file first.")
    if status.st_size == 0:
        raise NotAnImage(f"{name}: the file is empty; export the film again.")
    if status.st_size > MAX_BYTES:
        raise TooLarge(f"{name}: {status.st_size / 2**30:.1f} GiB is more than the 1 GiB taken; reduce it.")


def kind_of(source: FilmSource) -> Kind:
    """The format, by its first bytes and never by the file's name.

    A DICOM data set without the preamble of PS3.10 section 7.1 is recognised by a first
    element of group 0002 or 0008.
    """
    data = source.data
    if data[128:132] == b"DICM" or _starts_like_a_data_set(data):
        return Kind.DICOM
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if kind := next((kind for magic, kind in _PICTURES if data.startswith(magic)), None):
        return kind
    what = next((what for magic, what in _OTHERS if data.startswith(magic)), "not an image")
    formats = ", ".join(Kind)
    raise NotAnImage(f"{source.name}: this is {what}; give the film in one of {formats}.")


def _starts_like_a_data_set(data: bytes) -> bool:
    little = data[:2] in (b"\x02\0", b"\x08\0") and data[3:4] == b"\0"
    big = data[:3] == b"\0\x08\0"
    return len(data) > 8 and (little or big)
