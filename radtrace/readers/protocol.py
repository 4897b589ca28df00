"""What a reader is, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Film, Reading, Region, Study, StudyReference


@dataclass(frozen=True)
class ReadResult:
    """A Reading with the pixels behind it.

    `film` is the film that was read; `maps` holds for each concept a float32 (h, w) map of
    probabilities in [0, 1], in the film frame.
    """

    reading: Reading
    film: Film
    maps: dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Admitted:
    """A film that the gate let through.

    `study` names it and what is not read; `regions` are the protocol's, in its order, placed on the film
    by the embedded network, or with the reason why not.
    """

    film: Film
    study: StudyReference
    regions: tuple[Region, ...]


class Reader(Protocol):
    """Whatever turns a study into a reading."""

    def read(self, study: Study) -> ReadResult:
        """Read `study`; raises NotAChestFilm if it has no frontal chest film."""
        ...
