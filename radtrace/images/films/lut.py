"""Lookup tables of DICOM: the Modality LUT and the VOI LUT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.images.films.tags import Tags

Values = NDArray[np.float64]


@dataclass(frozen=True)
class LookupTable:
    """One item of a LUT sequence, PS3.3 C.11.1.1 and C.11.2.1.1.

    pydicom's own functions fail on entries of 9 to 15 bits in a Modality LUT, and wrap the
    index at 256 in a VOI LUT with 8-bit entries; so the few lines are here.

    Attributes
    ----------
    first
        The input that the first entry stands for.
    entries
        The outputs; inputs beyond either end take the end's entry.
    bits
        Of an entry, as the descriptor says.
    """

    first: int
    entries: Values
    bits: int

    def __call__(self, values: Values) -> Values:
        """Outputs for `values`, of any shape."""
        index = np.clip(np.rint(values) - self.first, 0, len(self.entries) - 1)
        return np.asarray(self.entries[index.astype(np.intp)])

    @property
    def full_scale(self) -> float:
        """The output that is white. Descriptors that promise 16 bits for 12-bit entries are common."""
        used = int(self.entries.max()).bit_length()
        return float(2 ** (self.bits if used == self.bits else max(used, 1)) - 1)


def read_lut(item: Tags, *, signed: bool) -> LookupTable | None:
    """The table in `item`, or None (with a note) where it is incomplete.

    Parameters
    ----------
    signed
        Whether inputs can be negative; decides how the first input is to be read.
    """
    descriptor = item.numbers("LUTDescriptor")
    if len(descriptor) != 3 or not 1 <= descriptor[2] <= 16:
        item.notes.append("A lookup table without a usable (0028,3002) LUT Descriptor was ignored.")
        return None
    count, first, bits = (int(number) for number in descriptor)
    entries = _entries(item, count or 2**16)
    if entries is None:
        item.notes.append("A lookup table whose (0028,3006) LUT Data are missing or short was ignored.")
        return None
    return LookupTable(first - 2**16 if signed and first >= 2**15 else first, entries, bits)


def _entries(item: Tags, count: int) -> Values | None:
    """LUT Data are words, or (as OW with one byte an entry) bytes."""
    values = item.values("LUTData")
    if len(values) == 1 and isinstance(values[0], bytes):
        little = item.dataset.original_encoding[1] is not False
        words = "<u2" if little else ">u2"
        packed = len(values[0]) < 2 * count
        values = np.frombuffer(values[0], "u1" if packed else words, count=-1 if packed else count).tolist()
    if len(values) < count:
        return None
    return np.asarray(values[:count], dtype=np.float64)
