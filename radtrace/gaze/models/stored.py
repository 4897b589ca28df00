"""The file format of fitted scanpath models: JSON with weights as base64, and no executable code."""

from __future__ import annotations

import base64
import binascii
import math
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from radtrace.gaze.scanpath import Scanpath
from radtrace.record.geometry import Fraction, Record

KIND: Literal["radtrace gaze model"] = "radtrace gaze model"
LONGEST_PATH = 10_000

Name = Annotated[str, Field(min_length=1, max_length=200)]
Count = Annotated[int, Field(ge=0)]
Dwell = Annotated[float, Field(ge=0.0)]


class StoredPath(Record):
    """A path to predict, in fractions of the film and seconds, and from how many paths it was fitted."""

    x: Annotated[tuple[Fraction, ...], Field(max_length=LONGEST_PATH)]
    y: tuple[Fraction, ...]
    duration_s: tuple[Dwell, ...]
    fitted_on: Count

    @model_validator(mode="after")
    def _one_length(self) -> StoredPath:
        if not len(self.x) == len(self.y) == len(self.duration_s):
            lengths = f"{len(self.x)}, {len(self.y)} and {len(self.duration_s)}"
            raise ValueError(f"x, y and duration_s must be of one length, got {lengths}")
        return self

    def path(self) -> Scanpath:
        """The path as arrays."""
        x, y, duration = (np.array(row, np.float64) for row in (self.x, self.y, self.duration_s))
        return Scanpath(x, y, duration)


class StoredArray(Record):
    """A float32 array: its shape, and its values in C order, little endian, as base64."""

    shape: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(max_length=4)]
    base64: str

    def array(self) -> NDArray[np.float32]:
        """The values.

        Raises
        ------
        ValueError
            If the text is no base64, holds too few or too many bytes, or a value is not finite.
        """
        try:
            data = base64.b64decode(self.base64, validate=True)
        except binascii.Error as error:
            raise ValueError(f"weights are no base64 ({error})") from error
        if len(data) != 4 * math.prod(self.shape):
            raise ValueError(
                f"weights of shape {self.shape} need {4 * math.prod(self.shape)} bytes, got {len(data)}"
            )
        values: NDArray[np.float32] = np.frombuffer(data, "<f4").reshape(self.shape).astype(np.float32)
        if not np.isfinite(values).all():
            raise ValueError("weights must be finite")
        return values


class StoredNetwork(Record):
    """Sizes and weights of the learned model; see `network` for what they mean.

    `channels` is 0 for a model that sees no film. `concepts` are the evidence maps its film features
    hold, in order.
    """

    targets: Annotated[tuple[Name, ...], Field(min_length=1, max_length=1000)]
    width: Annotated[int, Field(ge=4, le=1024)]
    layers: Annotated[int, Field(ge=1, le=16)]
    heads: Annotated[int, Field(ge=1, le=16)]
    grid: Annotated[int, Field(ge=2, le=64)]
    steps: Annotated[int, Field(ge=1, le=256)]
    channels: Annotated[int, Field(ge=0, le=256)] = 0
    concepts: tuple[Name, ...] = ()
    weights: dict[Name, StoredArray]


class Origin(Record):
    """What a model was fitted on, and with what."""

    data_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    split: str | None
    paths: Count
    films: Count
    seed: int
    versions: dict[str, str]
    notes: tuple[str, ...] = ()


class StoredModel(Record):
    """A fitted model. `paths` are by target in lower case; `pooled` is for any other target."""

    kind: Literal["radtrace gaze model"] = KIND
    format: Literal[1] = 1
    model: Literal["medoid", "mean", "learned"]
    paths: dict[Name, StoredPath]
    pooled: StoredPath
    network: StoredNetwork | None = None
    origin: Origin

    def path_for(self, target: str | None) -> Scanpath:
        """The path to predict for a target by its data set's name; the pooled one for an unknown name."""
        return self.paths.get((target or "").lower(), self.pooled).path()


def stored_path(path: Scanpath, fitted_on: int) -> StoredPath:
    """The path, unrounded: an edge between two bins of a metric must stay where it is."""
    x, y, duration = (tuple(float(v) for v in row) for row in (path.x, path.y, path.duration_s))
    return StoredPath(x=x, y=y, duration_s=duration, fitted_on=fitted_on)


def stored_array(values: NDArray[np.float32]) -> StoredArray:
    """`values` as text."""
    data = np.ascontiguousarray(values, "<f4").tobytes()
    return StoredArray(shape=values.shape or (1,), base64=base64.b64encode(data).decode("ascii"))
