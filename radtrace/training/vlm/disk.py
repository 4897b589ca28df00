"""Turn what training libraries raise on a full disk or a broken film into one sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from radtrace.record import BadInput

# torch reports a full disk through its zip writer, safetensors and tokenizers in the system's words.
_TORCH = "inline_container"
_FULL = "No space left on device"
_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO}


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Explain disk errors while training or saving under `folder`.

    Raises
    ------
    BadInput
        If the disk refuses, or a film cannot be decoded.
    """
    try:
        yield
    except BadInput:
        raise
    except Exception as error:  # tokenizers raises nothing narrower
        sentence = _sentence(folder, error)
        if sentence is None:
            raise
        raise BadInput(sentence) from error


def _sentence(folder: Path, error: Exception) -> str | None:
    reason = _refusal(error)
    if reason is not None:
        return f"cannot write {folder}: {reason}; free disk space and rerun the command"
    # What Pillow raises for a broken film.
    if isinstance(error, SyntaxError) or (isinstance(error, OSError) and error.errno is None):
        return f"a film cannot be decoded: {error}; build the data again and rerun the command"
    return None


def _refusal(error: Exception) -> str | None:
    """The system's reason, if the disk caused the error."""
    if isinstance(error, OSError) and error.errno in _REFUSALS:
        return error.strerror
    if _FULL in str(error):
        return _FULL
    return "a checkpoint could not be written" if _TORCH in str(error) else None
