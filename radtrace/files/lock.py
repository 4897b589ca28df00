"""One run at a time in a folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from radtrace.errors import BadInput


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold `folder`, which is there, until the block ends or the process does, however it ends.

    Of the processes of one run, started by accelerate, the first holds it for all. Where the file system
    knows no locks, nothing is held.

    Raises
    ------
    BadInput
        If another run holds it.
    """
    if os.environ.get("RANK", "0") != "0":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _hold(handle, folder)
        yield
    finally:
        os.close(handle)


def _hold(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput(f"another run is using {folder}; wait for it to end, or give another out") from None
    except OSError:
        return
