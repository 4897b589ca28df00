"""What a full disk or a broken film raises in the libraries that train, as one sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from radtrace.record import BadInput

# torch tells of a full disk by its zip writer alone, safetensors and tokenizers by the system's words.
_TORCH = "inline_container"
_FULL = "No space left on device"
_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO}


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Train, or save, under `folder`.

    Raises
    ------
    BadInput
        If the disk refuses, or a film cannot be unpacked.
    """
    try:
        yield
    except BadInput:
        raise
    except Exception as error:  # tokenizers raises nothing narrower
        told = _told(folder, error)
        if told is None:
            raise
        raise BadInput(told) from error


def _told(folder: Path, error: Exception) -> str | None:
    reason = _refusal(error)
    if reason is not None:
        return f"cannot write {folder}: {reason}; make room and run the same again"
    # What Pillow raises of a broken film.
    if isinstance(error, SyntaxError) or (isinstance(error, OSError) and error.errno is None):
        return f"a film cannot be unpacked: {error}; build the data again and run the same again"
    return None


def _refusal(error: Exception) -> str | None:
    """The disk's reason, if it is the disk that refused."""
    if isinstance(error, OSError) and error.errno in _REFUSALS:
        return error.strerror
    if _FULL in str(error):
        return _FULL
    return "the disk took no more of a checkpoint" if _TORCH in str(error) else None
