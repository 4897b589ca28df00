"""Anatomy masks of many films, as PNG files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from radtrace.files.atomic import atomic_write
from radtrace.jobs.inputs import InputFile, find_items, unique_names
from radtrace.jobs.study import attempt, load_item
from radtrace.record import Film, RadtraceError


class AnatomyReader(Protocol):
    """A reader that segments organs."""

    def anatomy(self, film: Film) -> NDArray[np.uint8]:
        """Bits, shape (rows, columns): 1 left lung, 2 right lung, 4 heart, 8 and 16 the left and
        right clavicle, on the patient's side."""
        ...


@dataclass(frozen=True)
class MaskOutcome:
    """The result for one file: its mask, or the error that rejects it."""

    file: Path
    outcome: Path | RadtraceError


def write_masks(paths: Sequence[str | Path], out: Path, reader: AnatomyReader) -> Iterator[MaskOutcome]:
    """Write `<file stem>_mask.png`, 8 bits a pixel at the film's size, for every file in `paths`.

    Files that share a stem get "-2", "-3", ... behind it, in input order.
    """
    items = find_items(paths)
    names = unique_names(item.file.stem for item in items)
    for item, name in zip(items, names, strict=True):
        yield MaskOutcome(item.file, _write(item, out / f"{name}_mask.png", reader))


def _write(item: InputFile, target: Path, reader: AnatomyReader) -> Path | RadtraceError:
    film = load_item(item)
    if isinstance(film, RadtraceError):
        return film
    mask = attempt(item.file, lambda: reader.anatomy(film))
    if isinstance(mask, RadtraceError):
        return mask
    atomic_write(target, _png(mask))
    return target


def _png(mask: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(mask).save(buffer, "PNG")
    return buffer.getvalue()
