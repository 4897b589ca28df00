"""Tags of a DICOM data set, read so that a damaged one is named and never a traceback."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from radtrace.errors import one_line
from radtrace.files.names import printable
from radtrace.images.films.errors import BadHeader

if TYPE_CHECKING:
    from pydicom import Dataset

_LONGEST_PROSE = 2_000  # characters; a header may hold megabytes


def tag_name(keyword: str) -> str:
    """`Rows` as "(0028,0010) Rows"."""
    from pydicom.datadict import dictionary_description, tag_for_keyword

    tag = tag_for_keyword(keyword) or 0
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X}) {dictionary_description(tag)}"


class Tags:
    """Typed access to the data set of one file.

    Optional tags that cannot be read are None and leave a sentence in `notes`; required
    ones raise BadHeader.
    """

    def __init__(self, name: str, dataset: Dataset, notes: list[str]) -> None:
        self.name = name
        self.dataset = dataset
        self.notes = notes

    def values(self, keyword: str) -> list[Any]:
        """All values of an optional tag; empty where it is missing or damaged."""
        try:
            value = self.dataset.get(keyword)
        except Exception as error:  # pydicom converts late, and damaged bytes raise nearly anything
            self._ignore(keyword, error)
            return []
        several = isinstance(value, Sequence) and not isinstance(value, str | bytes)
        return list(value) if several else [] if value is None else [value]

    def texts(self, keyword: str) -> list[str]:
        """All values as text, stripped, in capitals and printable, without the empty ones."""
        texts = (" ".join(str(value).split()).upper() for value in self.values(keyword))
        return [printable(text[:64]) for text in texts if text]

    def text(self, keyword: str) -> str | None:
        """The first value as text, stripped and in capitals."""
        return next(iter(self.texts(keyword)), None)

    def prose(self, keyword: str) -> str | None:
        """All values as one text on one line, as written; None where there is none."""
        words = " ".join(" ".join(str(value).split()) for value in self.values(keyword)).strip()
        return "".join(c if c.isprintable() else "\ufffd" for c in words[:_LONGEST_PROSE]) or None

    def numbers(self, keyword: str) -> list[float]:
        """All values as finite numbers; empty where one is not."""
        try:
            numbers = [float(value) for value in self.values(keyword)]
        except (TypeError, ValueError, OverflowError) as error:
            self._ignore(keyword, error)
            return []
        if all(math.isfinite(number) for number in numbers):
            return numbers
        self._ignore(keyword, ValueError("not a finite number"))
        return []

    def number(self, keyword: str) -> float | None:
        """The first value as a finite number."""
        return next(iter(self.numbers(keyword)), None)

    def required(self, keyword: str, lowest: int, highest: int) -> int:
        """A whole number that the picture cannot be read without.

        Raises
        ------
        BadHeader
            If it is missing, damaged or outside [lowest, highest].
        """
        number = self.number(keyword)
        if number is None:
            raise BadHeader(f"{self.name}: {tag_name(keyword)} is missing or damaged; export the film again.")
        if not lowest <= number <= highest:
            raise BadHeader(
                f"{self.name}: {tag_name(keyword)} is {number:g}, "
                f"which is not in {lowest} to {highest}; export the film again."
            )
        return int(number)

    def items(self, keyword: str) -> list[Tags]:
        """The items of a sequence."""
        values = self.values(keyword)
        return [Tags(self.name, item, self.notes) for item in values if hasattr(item, "get")]

    def _ignore(self, keyword: str, error: Exception) -> None:
        why = one_line(error, 120)
        note = f"{tag_name(keyword)} cannot be read ({why}) and was ignored."
        if note not in self.notes:
            self.notes.append(note)
