"""A lock that lets one run at a time use a folder or a file."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from radtrace.errors import BadInput


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Lock an existing folder or file until the block or the process ends.

    Of the processes of one run, started by accelerate, the first holds the lock for all. On file systems
    without locks this does nothing.

    Raises
    ------
    BadInput
        If another run holds the lock.
    """
    if os.environ.get("RANK", "0") != "0":
        yield
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        _hold(handle, path)
        yield
    finally:
        os.close(handle)


def _hold(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput(
            f"another run is using {path}; wait for it to end, or give another output path"
        ) from None
    except OSError:
        return
