"""The journal of a batch: one line per file as soon as it is read, so that a batch can be resumed.

The first line identifies the writer. Every other line has the file's state (size and modification time), its
path as a JSON string, which keeps names that are not UTF-8, and the output line in JSON, between tabs. A line
truncated by a crash, and all after it, are dropped on reopening.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO


@dataclass(frozen=True)
class JournalEntry:
    """The position of a file's line in the journal, its state, and why it was rejected or skipped, if so."""

    state: str
    start: int
    length: int
    refused: str | None = None
    skipped: str | None = None

    @property
    def read(self) -> bool:
        """Whether the line holds a reading."""
        return self.refused is None and self.skipped is None


class Journal:
    """Append-only, for one batch. A context manager: leaving it closes the file.

    Parameters
    ----------
    path
        Of the journal; its folder exists.
    author
        The version of radtrace, of the weights, and the form of the lines. With `resume`, a
        journal of the same author is continued; any other is replaced.

    Raises
    ------
    OSError
        If `path` cannot be written.
    """

    def __init__(self, path: Path, author: str, *, resume: bool) -> None:
        self.path = path
        self._entries: dict[str, JournalEntry] = {}
        self._head = f"{author}\n".encode()
        self._file = path.open("r+b" if resume and path.exists() else "w+b")
        self._restore()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._entries)

    def done(self, file: Path) -> JournalEntry | None:
        """The entry of `file`, if the file has not changed since."""
        entry = self._entries.get(str(file))
        return entry if entry is not None and entry.state == _state(file) else None

    def add(self, file: Path, line: str) -> None:
        """Append the JSON line of `file`."""
        head = f"{_state(file)}\t{json.dumps(str(file))}\t".encode()
        raw = line.encode() + b"\n"
        start = self._file.seek(0, os.SEEK_END) + len(head)
        self._file.write(head + raw)
        self._file.flush()
        self._entries[str(file)] = _entry(_state(file), start, len(raw), json.loads(line))

    def copy(self, files: Iterable[Path], target: BinaryIO) -> None:
        """Write the lines of `files` to `target`, in that order."""
        for file in files:
            entry = self._entries[str(file)]
            self._file.seek(entry.start)
            target.write(self._file.read(entry.length))

    def remove(self) -> None:
        """Close the journal and delete it."""
        self._file.close()
        self.path.unlink()

    def _restore(self) -> None:
        good = 0
        if self._file.readline() == self._head:
            good = self._file.tell()
            for raw in self._file:
                if not self._restore_line(raw, good):
                    break
                good += len(raw)
        self._file.seek(good)
        self._file.truncate()
        if good == 0:
            self._file.write(self._head)

    def _restore_line(self, raw: bytes, start: int) -> bool:
        state, _, rest = raw.partition(b"\t")
        name, _, text = rest.partition(b"\t")
        file, line = _parse(name), _parse(text)
        if not raw.endswith(b"\n") or not isinstance(file, str) or not isinstance(line, dict):
            return False
        at = start + len(raw) - len(text)
        self._entries[file] = _entry(state.decode("ascii", "replace"), at, len(text), line)
        return True


def _entry(state: str, start: int, length: int, line: dict[str, Any]) -> JournalEntry:
    return JournalEntry(state, start, length, line.get("refused"), line.get("skipped"))


def _parse(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _state(file: Path) -> str:
    try:
        status = file.stat()
    except NotADirectoryError:  # a member of an archive: the archive is the file
        return _state(file.parent)
    except (OSError, ValueError):
        return "unreadable"
    return f"{status.st_size} {status.st_mtime_ns}"
