"""Paths over a film for a target, and where a search starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from radtrace.datasets.reports.readings import film_id
from radtrace.gaze.scanpath import Scanpath
from radtrace.record import Reading

CENTRE = 0.5
# A quarter of a pixel of a 224 frame: what was written as the centre, not what is near it.
_NEAR = 1e-3


class Start(StrEnum):
    """Whether a fixation of zero duration at the film's centre is put before both paths: of readings
    with a target (as the protocol of visual search has it), of all, or of none."""

    AUTO = "auto"
    CENTRE = "centre"
    NONE = "none"


class Key(NamedTuple):
    """By what predictions and references are paired: film id, and target in lower case ("" for none)."""

    film: str
    target: str

    def __str__(self) -> str:
        return f"{self.film} ({self.target})" if self.target else self.film


@dataclass(frozen=True, eq=False)
class PathCase:
    """The paths over a film for a target: those of its readers, or those predicted.

    `others_only` marks the paths of readers that are compared with the other readers' paths alone.
    """

    key: Key
    paths: tuple[Scanpath, ...]
    others_only: bool = False

    @property
    def id(self) -> str:
        """Film and target in one text."""
        return str(self.key)


def key_of(reading: Reading) -> Key:
    """The key of a Reading: its first film, and its gaze's target."""
    target = reading.gaze.target if reading.gaze else None
    return Key(film_id(reading.study.films[0].file), target.name.strip().lower() if target else "")


def path_cases(paths: Mapping[Key, Sequence[Scanpath]]) -> tuple[PathCase, ...]:
    """The cases of references, without paths that have no fixation."""
    kept = ((key, tuple(path for path in ours if len(path))) for key, ours in paths.items())
    return tuple(PathCase(key, ours) for key, ours in kept if ours)


def started(path: Scanpath, target: str, start: Start) -> Scanpath:
    """The path as it is compared: with a start at the centre, unless it has one or needs none."""
    needed = start is Start.CENTRE or (start is Start.AUTO and target != "")
    if not needed or not len(path) or _at_centre(path):
        return path
    return Scanpath(
        x=np.concatenate([[CENTRE], path.x]),
        y=np.concatenate([[CENTRE], path.y]),
        duration_s=np.concatenate([[0.0], path.duration_s]),
        aspect=path.aspect,
    )


def _at_centre(path: Scanpath) -> bool:
    return abs(float(path.x[0]) - CENTRE) < _NEAR and abs(float(path.y[0]) - CENTRE) < _NEAR
