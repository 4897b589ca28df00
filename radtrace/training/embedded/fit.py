"""Training: batches, schedule, averaging of weights, checkpoints."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from radtrace.record import BoxSet
from radtrace.training.embedded import losses
from radtrace.training.embedded.appearance import tones
from radtrace.training.embedded.augment import Sample, augment
from radtrace.training.embedded.films import FINDINGS, TrainingFilm
from radtrace.training.embedded.network import EmbeddedNetwork
from radtrace.training.embedded.pretrained import load_imagenet

HEART = 4  # its bit
HAZED = 0.5  # share of the films with a heart mask that get haze


@dataclass(frozen=True)
class FitSettings:
    """All settings of one training.

    `size` is the network's side in pixels, `labelled` and `drawn` films a batch with labels and with
    masks, `average` the decay of the averaged weights, `temper` how much of the source offsets is
    used (1: nothing is learned from a contrast between sources).
    """

    backbone: str = "lite0"
    size: int = 320
    epochs: int = 15
    labelled: int = 12
    drawn: int = 4
    backbone_rate: float = 3e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.02
    frozen_blocks: int = 3
    average: float = 0.995
    box_weight: float = 0.5
    anatomy_weight: float = 0.5
    temper: float = 1.0
    seed: int = 7
    held_out: int | None = 0


@dataclass(frozen=True)
class Batch:
    """Tensors of one batch; see `Sample` and `TrainingFilm` for shapes, with n in front."""

    image: Tensor
    mask: Tensor
    cells: Tensor
    boxed: Tensor
    label: Tensor
    known: Tensor
    offset: Tensor
    organs: Tensor


def collate(films: Sequence[TrainingFilm], samples: Sequence[Sample], offsets: dict[str, Tensor]) -> Batch:
    """Stack samples and labels; films of a source without offset get zeros."""
    return Batch(
        image=_stack([s.image for s in samples])[:, None].contiguous(memory_format=torch.channels_last),
        mask=_stack([s.mask for s in samples]).int(),
        cells=_stack([s.cells for s in samples]),
        boxed=_stack([s.boxed for s in samples]),
        label=_stack([f.label for f in films]),
        known=_stack([f.known for f in films]),
        offset=torch.stack([offsets.get(f.source, torch.zeros(len(FINDINGS))) for f in films]),
        organs=torch.tensor([f.organs for f in films], dtype=torch.int32),
    )


def _stack(arrays: Sequence[NDArray[Any]]) -> Tensor:
    return torch.from_numpy(np.stack(arrays))


def batches(
    films: Sequence[TrainingFilm], recipe: FitSettings, rng: Generator
) -> Iterator[list[TrainingFilm]]:
    """One epoch: every labelled film once, beside films with masks drawn in turn.

    No more masks are a teacher's than are manual.
    """
    labelled = [f for f in films if f.known.any()]
    drawn = _masked(films, rng)
    order = rng.permutation(len(labelled))
    for step in range(len(labelled) // recipe.labelled):
        chosen = order[step * recipe.labelled : (step + 1) * recipe.labelled]
        beside = [drawn[(step * recipe.drawn + i) % len(drawn)] for i in range(recipe.drawn)]
        yield [labelled[i] for i in chosen] + [_perhaps_hazy(film, rng) for film in beside]


def _masked(films: Sequence[TrainingFilm], rng: Generator) -> list[TrainingFilm]:
    by_hand = [f for f in films if f.mask is not None and f.organs != HEART]
    by_teacher = [f for f in films if f.organs == HEART]
    some = rng.permutation(len(by_teacher))[: len(by_hand)]
    drawn = by_hand + [by_teacher[i] for i in some]
    return [drawn[i] for i in rng.permutation(len(drawn))]


def _perhaps_hazy(film: TrainingFilm, rng: Generator) -> TrainingFilm:
    """Under haze only the heart mask stays valid: labels and boxes are no longer true, and sources differ in
    whether hazy lung belongs to the lung mask."""
    if not film.organs & HEART or rng.random() >= HAZED:
        return film
    return replace(film, hazy=True, known=np.zeros_like(film.known), boxes=BoxSet(film.file), organs=HEART)


def total_loss(
    network: EmbeddedNetwork, batch: Batch, recipe: FitSettings, weight: Tensor
) -> tuple[Tensor, dict[str, float]]:
    """The weighted sum, and its parts for the log."""
    with torch.autocast("cpu", torch.bfloat16):
        out = network(batch.image)
    label, direct = (
        losses.label_loss(logits, batch.offset, batch.label, batch.known, weight)
        for logits in (out.pooled, out.direct)
    )
    box = losses.box_loss(out.evidence, batch.cells, batch.boxed)
    anatomy = losses.anatomy_loss(out.anatomy, batch.mask, batch.organs)
    loss = (label + direct) / 2 + recipe.box_weight * box + recipe.anatomy_weight * anatomy
    parts = {"label": label, "direct": direct, "box": box, "anatomy": anatomy}
    return loss, {name: part.item() for name, part in parts.items()}


def fit(
    films: Sequence[TrainingFilm], recipe: FitSettings, out: Path, teacher: EmbeddedNetwork | None = None
) -> EmbeddedNetwork:
    """Train on every fold but the held-out one; gives the network with averaged weights.

    Starts from the teacher's weights, or from ImageNet's without one. Writes `recipe.json`,
    `log.jsonl` (one line an epoch) and `network.pt` (after every epoch)
    under `out`.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    run = _Run(recipe, [f for f in films if f.fold != recipe.held_out and f.is_chest], teacher)
    out.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=2) + "\n")
    for epoch in range(recipe.epochs):
        start = time.monotonic()
        parts = [run.step(chosen, rng) for chosen in batches(run.films, recipe, rng)]
        _log(out, epoch, parts, time.monotonic() - start)
        torch.save(run.averaged.state_dict(), out / "network.pt")
    return run.averaged


class _Run:
    """One training: the network, its average, and what moves them."""

    def __init__(
        self, recipe: FitSettings, films: Sequence[TrainingFilm], teacher: EmbeddedNetwork | None
    ) -> None:
        self.recipe, self.films, self.steps = recipe, films, 0
        self.tones = tones(films)
        self.network = _start(recipe, teacher).train()
        self.averaged = deepcopy(self.network).eval().requires_grad_(False)
        self.weight = positive_weight(films)
        offsets = losses.source_offsets(films)
        self.offsets = {name: recipe.temper * offset for name, offset in offsets.items()}
        self.optimiser = _optimiser(self.network, recipe)
        total = recipe.epochs * (sum(bool(f.known.any()) for f in films) // recipe.labelled)
        rates = [group["lr"] for group in self.optimiser.param_groups]
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimiser, rates, total, pct_start=0.1)

    def step(self, chosen: Sequence[TrainingFilm], rng: Generator) -> dict[str, float]:
        """One batch; gives the parts of its loss."""
        samples = [augment(film, self.recipe.size, rng, self.tones) for film in chosen]
        loss, parts = total_loss(
            self.network, collate(chosen, samples, self.offsets), self.recipe, self.weight
        )
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.schedule.step()
        self.steps += 1
        _average(self.averaged, self.network, min(self.recipe.average, self.steps / (self.steps + 20)))
        return parts


def positive_weight(films: Sequence[TrainingFilm]) -> Tensor:
    """Square root of negatives over positives a finding, between 1 and 4."""
    known = np.stack([f.known for f in films]).sum(0)
    positive = (np.stack([f.label for f in films]) * np.stack([f.known for f in films])).sum(0)
    return torch.tensor(np.clip(np.sqrt((known - positive + 1) / (positive + 1)), 1, 4), dtype=torch.float32)


def _start(recipe: FitSettings, teacher: EmbeddedNetwork | None) -> EmbeddedNetwork:
    network = EmbeddedNetwork(len(FINDINGS), recipe.backbone)
    if teacher is None:
        load_imagenet(network.backbone, recipe.backbone)
    else:
        network.load_state_dict(teacher.state_dict())
    network.from_head.fill_(1)
    for module in [network.backbone.stem, *network.backbone.blocks[: recipe.frozen_blocks]]:
        module.requires_grad_(recipe.frozen_blocks == 0)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def _optimiser(network: EmbeddedNetwork, recipe: FitSettings) -> torch.optim.Optimizer:
    trunk = [p for p in network.backbone.parameters() if p.requires_grad]
    known = {id(p) for p in network.backbone.parameters()}
    heads = [p for p in network.parameters() if id(p) not in known]
    groups = [{"params": trunk, "lr": recipe.backbone_rate}, {"params": heads, "lr": recipe.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)


@torch.no_grad()
def _average(averaged: EmbeddedNetwork, network: EmbeddedNetwork, keep: float) -> None:
    for mean, now in zip(averaged.parameters(), network.parameters(), strict=True):
        mean.lerp_(now, 1 - keep)


def _log(out: Path, epoch: int, parts: Sequence[dict[str, float]], seconds: float) -> None:
    line = {"epoch": epoch, "seconds": round(seconds, 1)}
    line |= {key: round(float(np.mean([p[key] for p in parts])), 4) for key in parts[0]}
    with (out / "log.jsonl").open("a") as handle:
        handle.write(json.dumps(line) + "\n")
