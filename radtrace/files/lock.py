"""A lock that lets one run at a time use a folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from radtrace.errors import BadInput


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Lock an existing `folder` until the block or the process ends.

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
