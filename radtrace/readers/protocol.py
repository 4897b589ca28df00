"""The interface of a reader, and its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Film, Reading, Region, Study, StudyReference


@dataclass(frozen=True)
class ReadResult:
    """A Reading with the film and maps behind it.

    `film` is the film that was read; `maps` has for each concept a float32 (h, w) map of probabilities in [0,
    1], in the film frame.
    """

    reading: Reading
    film: Film
    maps: dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Admitted:
    """A film that passed the input gate.

    `study` identifies it and lists the films that are not read; `regions` are the protocol's, in its order,
    located on the film by the embedded network, or with the reason why not.
    """

    film: Film
    study: StudyReference
    regions: tuple[Region, ...]


class Reader(Protocol):
    """Anything that turns a Study into a Reading."""

    def read(self, study: Study) -> ReadResult:
        """Read `study`; raises NotAChestFilm if it has no frontal chest film."""
        ...
