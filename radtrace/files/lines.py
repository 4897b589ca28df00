"""Read text files line by line, with at most one line of up to 100 MB in memory."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path

from radtrace.errors import BadInput

LINE_LIMIT = 100_000_000
FILE_LIMIT = 2_000_000_000
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def wrong(path: Path, line: int, what: str, column: int | None = None) -> BadInput:
    """The error that names file and line and, where known, the column (from 1)."""
    return BadInput(f"{path}, line {line}: {'' if column is None else f'column {column}: '}{what}")


def shown(text: str, length: int = 80) -> str:
    """`text` from a file for one line of a terminal: truncated, without control characters."""
    cut = text if len(text) <= length else text[: length - 1] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in cut)


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 text file (plain or gzip) with their numbers, from 1, line ends kept.

    A byte order mark at the start is skipped.

    Raises
    ------
    BadInput
        If the file cannot be read, is not UTF-8 text, has a line over `LINE_LIMIT` bytes or more
        than `FILE_LIMIT` bytes.
    """
    try:
        with _open(path) as file:
            yield from _decoded(path, file)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput(f"{path}: is a broken gzip file ({error}); copy it again") from error
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}; give a file that can be read") from error


def starts_with_mark(path: Path) -> bool:
    """Whether a plain file starts with the byte order mark of UTF-8."""
    try:
        with _open(path) as file:
            return file.read(3) == codecs.BOM_UTF8
    except (OSError, EOFError, zlib.error):
        return False


def _open(path: Path) -> BufferedIOBase:
    if path.exists() and not (path.is_file() or path.is_dir()):  # readers open a file more than once
        raise BadInput(f"{path}: is a pipe or a device; save its content as a file and give that")
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")


def _decoded(path: Path, file: BufferedIOBase) -> Iterator[tuple[int, str]]:
    number, total = 0, 0
    while raw := file.readline(LINE_LIMIT + 1):
        number, total = number + 1, total + len(raw)
        if len(raw) > LINE_LIMIT:
            raise wrong(
                path, number, f"is longer than {LINE_LIMIT // 1_000_000} MB; give one report per line"
            )
        if total > FILE_LIMIT:
            raise BadInput(f"{path}: is larger than {FILE_LIMIT // 1_000_000_000} GB; split it into parts")
        yield number, _text(path, number, raw)


def _text(path: Path, number: int, raw: bytes) -> str:
    if number == 1:
        _refuse_wide(path, raw)
        raw = raw.removeprefix(codecs.BOM_UTF8)
    if b"\0" in raw:
        raise wrong(path, number, "holds zero bytes, so it is no UTF-8 text; save the file as UTF-8 text")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{raw[error.start]:02x} at column {error.start + 1}"
        raise wrong(path, number, f"is not UTF-8 ({byte}); save the file as UTF-8") from error


def _refuse_wide(path: Path, raw: bytes) -> None:
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            raise wrong(path, 1, f"is {name} by its byte order mark; save the file as UTF-8")
