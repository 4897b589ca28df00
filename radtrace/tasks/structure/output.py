"""Lines of JSON to a file, written atomically, or to standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from radtrace.files.atomic import atomic_file


def json_line(record: dict[str, Any]) -> str:
    """The record as one line of JSON, with all characters of UTF-8 as they are."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


@contextmanager
def writing(path: Path | None) -> Iterator[Callable[[str], object]]:
    """Write lines to `path`, which is replaced when all are written; None is standard output.

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
    with atomic_file(path) as file:
        yield lambda line: file.write(line.encode("utf-8"))


@contextmanager
def _until_closed() -> Iterator[None]:
    """End quietly when the reader of the pipe (such as head) closes it."""
    try:
        yield
    except BrokenPipeError:
        # Python flushes standard output once more at its end, and must not fail then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
