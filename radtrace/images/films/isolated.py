"""Lossless JPEG (ITU-T T.81 process 14) and JPEG-LS (T.87), decoded where a crash does no harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_WORKER = Path(__file__).with_name("isolated_worker.py")
_SECONDS = 30
_PIXELS_PER_SECOND = 2_000_000


class DecoderFailed(Exception):
    """The worker crashed, hung or gave too few pixels."""


def decode_isolated(
    codestream: bytes, syntax: str, size: tuple[int, int, int], allocated: int, stored: int
) -> NDArray[np.unsignedinteger]:
    """The pixels of `codestream`, unsigned, shape (rows, columns, samples).

    Parameters
    ----------
    syntax
        The transfer syntax UID.
    size
        (rows, columns, samples), which must be what the codestream's own header says.
    allocated, stored
        Bits of a sample.

    Raises
    ------
    DecoderFailed
    """
    arguments = [syntax, *(str(number) for number in (*size, allocated, stored))]
    # -P: our modules beside the worker must not stand in for others of the same name.
    command = [sys.executable, "-P", str(_WORKER), *arguments]
    rows, columns, samples = size
    patience = _SECONDS + rows * columns / _PIXELS_PER_SECOND
    try:
        done = subprocess.run(command, input=codestream, capture_output=True, timeout=patience, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise DecoderFailed("its decoder failed") from error
    if len(done.stdout) != rows * columns * samples * allocated // 8:
        raise DecoderFailed("it decodes to the wrong number of pixels")
    return np.frombuffer(done.stdout, f"<u{allocated // 8}").reshape(size)
