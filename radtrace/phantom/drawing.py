"""A drawn film and its ground truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Film, Question, Reading


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawn chest film.

    Attributes
    ----------
    film
        The frontal film, square, float32 in [0, 1]; its file name says "drawn".
    reading
        The truth as a Reading: regions with boxes, findings with boxes, side, zones, severity
        and change, measurements, the reference report as sentences, and as its gaze a simulated
        reader's fixations and dictation; with a lateral, findings have boxes on it too, and with a prior
        boxes on the prior's films.
    masks
        By structure or finding id, (rows, columns) each, exact.
    lateral
        The second view, or None.
    prior
        The same patient earlier, or None.
    questions
        With their answers; `kind` is "presence", "side", "zone", "size", "severity", "measurement" or
        "change", and a question in numbers has no choices.
    """

    film: Film
    reading: Reading
    masks: Mapping[str, NDArray[np.bool_]] = field(repr=False)
    lateral: Film | None = None
    prior: Drawing | None = None
    questions: tuple[Question, ...] = ()
