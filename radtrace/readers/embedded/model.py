"""The shipped model: an ONNX file and its calibration table."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

THREADS = 2  # cores of the machine that docs/speed.md measures


class FindingCard(BaseModel):
    """How one finding's map becomes a probability and a claim.

    The calibrated map is `slope * logit + intercept`, pooled with `sharpness / slope`; see `evidence.pool`.
    If `ratio_weight` is not 0, the cardiothoracic ratio is evidence too: `ratio_weight` times its excess over
    the limit is added to the whole map.

    The operating point is `absent_below`: at and above it the finding is mentioned; `sensitivity` is what it
    was chosen for on held-out patients. From `present_from` on it is stated without a hedge; between the two
    it is uncertain.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    concept: str
    slope: float
    intercept: float
    ratio_weight: float = 0.0
    sharpness: float
    absent_below: float
    present_from: float
    sensitivity: float
    box_level: float


class GateCard(BaseModel):
    """The gate: a logistic model on the network's deepest features and on the anatomy's shape."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: tuple[float, ...]
    bias: float
    threshold: float


class LateralCard(BaseModel):
    """The recognition of lateral chest films: logistic on `gate.gate_inputs`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: tuple[float, ...]
    bias: float


class PoseCard(BaseModel):
    """The orientation model: linear on `placement.pose_features`, one row of weights for each of `POSES`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]


class ModelCard(BaseModel):
    """Everything besides the weights. `size` is the side of the network's input in pixels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    size: int
    findings: tuple[FindingCard, ...]
    gate: GateCard
    lateral: LateralCard
    pose: PoseCard


@dataclass(frozen=True)
class Model:
    """A network ready to run on the CPU, with its table and its weights' SHA-256 and size."""

    session: InferenceSession
    card: ModelCard
    sha256: str
    megabytes: float


def load_model(folder: Path) -> Model:
    """The model in `folder` (`network.onnx` and `model.json`).

    Raises
    ------
    FileNotFoundError
        If either file is missing.
    """
    weights = folder / "network.onnx"
    card = ModelCard.model_validate_json((folder / "model.json").read_bytes())
    content = weights.read_bytes()
    return Model(_start(weights), card, hashlib.sha256(content).hexdigest(), len(content) / 1e6)


def shipped_model() -> Model:
    """The model in the package, loaded once in a process."""
    return preload().result()


@cache
def preload() -> Future[Model]:
    """Start loading the shipped model in the background, for example while the film is opened."""
    pool = ThreadPoolExecutor(1, "radtrace-model")
    loading = pool.submit(load_model, shipped_folder())
    pool.shutdown(wait=False)
    return loading


def shipped_folder() -> Path:
    """The folder of the shipped model."""
    return Path(str(files("radtrace.readers.embedded").joinpath("weights")))


def _start(weights: Path) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
