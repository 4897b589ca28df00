"""Lines to a file that is never seen half written, or to standard output."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from radtrace.record import BadInput


def json_line(record: dict[str, Any]) -> str:
    """The record as one line of JSON; sets no character aside that UTF-8 can hold."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


@contextmanager
def writing(path: Path | None) -> Iterator[Callable[[str], object]]:
    """Takes lines for `path` and puts them there when all are written; None is standard output.

    Raises
    ------
    BadInput
        If the path cannot be written, naming it and the system's reason.
    """
    if path is None:
        with _until_closed():
            yield sys.stdout.write
            sys.stdout.flush()
        return
    draft = path.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            yield file.write
        draft.replace(path)
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror or error}; choose another path") from error
    finally:
        with suppress(NotADirectoryError):  # where a part of the path is a file, there is no draft
            draft.unlink(missing_ok=True)


@contextmanager
def _until_closed() -> Iterator[None]:
    """Ends quietly when the reader of the pipe (such as head) has enough."""
    try:
        yield
    except BrokenPipeError:
        # Python flushes standard output once more at its end, and must not fail then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
