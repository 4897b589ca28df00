"""From a trained network to a model folder: export, calibrate, gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from radtrace.anatomy.measurements import CTR_LIMIT
from radtrace.readers.embedded.evidence import Evidence, gather
from radtrace.readers.embedded.model import (
    FindingCard,
    GateCard,
    LateralCard,
    Model,
    ModelCard,
    PoseCard,
    load_model,
)
from radtrace.record import Film
from radtrace.training.embedded.calibrate import Scored, calibrate, weigh_ratio
from radtrace.training.embedded.export import export_onnx
from radtrace.training.embedded.films import BOXED, FINDINGS, TrainingFilm
from radtrace.training.embedded.gate import train_gate
from radtrace.training.embedded.losses import REFERENCE, source_offsets
from radtrace.training.embedded.network import EmbeddedNetwork
from radtrace.training.embedded.pose import train_pose
from radtrace.training.embedded.refit import refit

BOXED_SHARPNESS = 2.5  # the flatter pooling of training ranked a little worse (docs/log.md)
MEAN_SHARPNESS = 0.05  # practically the mean, for which linear maps are fitted
_UNSET = {
    "slope": 1.0,
    "intercept": 0.0,
    "absent_below": 0.5,
    "present_from": 0.5,
    "sensitivity": 0.5,
    "box_level": 0.6,
}


def finish(
    networks: Sequence[EmbeddedNetwork],
    size: int,
    films: Sequence[TrainingFilm],
    held_out: int,
    version: str,
    out: Path,
) -> Model:
    """Write `network.onnx` and `model.json` under `out` and load them.

    Calibration uses the held-out fold, the gate the others; source offsets come from the
    films the network was trained on.
    """
    train = [f for f in films if f.fold != held_out]
    for network in networks:
        refit(network, train, size)
    export_onnx(networks, size, out / "network.onnx")
    sharpness = [BOXED_SHARPNESS if name in BOXED else MEAN_SHARPNESS for name in FINDINGS]
    pose = train_pose(train)
    no_gate = GateCard(weights=(), bias=0, threshold=0)
    no_laterals = LateralCard(weights=(), bias=0)
    raw = _write(out, version, size, _uncalibrated(sharpness), no_gate, no_laterals, pose)
    offsets = source_offsets([f for f in train if f.is_chest])
    ratio_weight = weigh_ratio(score([f for f in train if f.source == REFERENCE], raw, offsets))
    scored = score([f for f in films if f.fold == held_out and f.known.any()], raw, offsets)
    findings = calibrate(scored, sharpness, ratio_weight)
    return _write(out, version, size, findings, *train_gate(train, raw, seed=0), pose)


def score(films: Sequence[TrainingFilm], raw: Model, offsets: Mapping[str, Tensor]) -> Scored:
    """Pooled logits and ratios of `films` by an uncalibrated model, with what is known of them."""
    evidence = [gather(film_of(f), raw) for f in films]
    return Scored(
        pooled=np.array([_logits(seen) for seen in evidence]),
        ratio=np.array([CTR_LIMIT if seen.ratio is None else seen.ratio.value for seen in evidence]),
        label=np.stack([f.label for f in films]),
        known=np.stack([f.known for f in films]),
        offset=np.stack([offsets[f.source].numpy() for f in films]),
    )


def film_of(film: TrainingFilm) -> Film:
    """A training film as a reader gets it (already in the network's square)."""
    return Film(pixels=film.square.astype(np.float32) / np.float32(255), file=film.file, sha256="0" * 64)


def _logits(evidence: Evidence) -> NDArray[np.float64]:
    # A saturated network gives exactly 0 or 1 in float32, whose logit is infinite.
    chance = np.array([evidence.probabilities[name] for name in FINDINGS]).clip(1e-7, 1 - 1e-7)
    logits: NDArray[np.float64] = np.log(chance / (1 - chance))
    return logits


def _uncalibrated(sharpness: Sequence[float]) -> tuple[FindingCard, ...]:
    return tuple(
        FindingCard(concept=name, sharpness=value, **_UNSET)
        for name, value in zip(FINDINGS, sharpness, strict=True)
    )


def _write(
    out: Path,
    version: str,
    size: int,
    findings: tuple[FindingCard, ...],
    gate: GateCard,
    lateral: LateralCard,
    pose: PoseCard,
) -> Model:
    card = ModelCard(version=version, size=size, findings=findings, gate=gate, lateral=lateral, pose=pose)
    partial = out / "model.partial"
    partial.write_text(card.model_dump_json(indent=1) + "\n")
    partial.replace(out / "model.json")
    return load_model(out)
