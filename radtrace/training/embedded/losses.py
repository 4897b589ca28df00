"""The losses, each with the reason for its form."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import torch
from torch import Tensor
from torch.nn import functional as F

from radtrace.training.embedded.films import FINDINGS, OPACITY, TrainingFilm

REFERENCE = "nih_jrzech"  # the balanced source, whose prior the logits refer to
# Label smoothing, as the NIH labels are text-mined and partly wrong.
SMOOTHING = 0.02


def source_offsets(films: Sequence[TrainingFilm]) -> dict[str, Tensor]:
    """Log prior odds of each finding in each source, less those of the reference source.

    Added to the logits while training (logit adjustment, Menon et al. 2021), they absorb
    what the source alone predicts, so that the network learns from the film. The panel's opacity class has
    the same definition in every source and gets no offset.
    """
    reference = _log_odds([f for f in films if f.source == REFERENCE])
    offsets = {}
    for source in sorted({f.source for f in films}):
        offset = _log_odds([f for f in films if f.source == source]) - reference
        offset[OPACITY] = 0.0
        offsets[source] = offset
    return offsets


def _log_odds(films: Sequence[TrainingFilm]) -> Tensor:
    odds = []
    for index in range(len(FINDINGS)):
        labels = [f.label[index] for f in films if f.known[index]]
        positive, negative = sum(labels) + 0.5, len(labels) - sum(labels) + 0.5
        odds.append(log(positive / negative) if labels else 0.0)
    return torch.tensor(odds)


def label_loss(pooled: Tensor, offset: Tensor, label: Tensor, known: Tensor, weight: Tensor) -> Tensor:
    """Binary cross entropy where the label is known; `weight` (k) lifts the positives of rare findings."""
    target = label * (1 - 2 * SMOOTHING) + SMOOTHING
    each = F.binary_cross_entropy_with_logits(pooled + offset, target, reduction="none", pos_weight=weight)
    return (each * known).sum() / known.sum().clamp(min=1)


def box_loss(evidence: Tensor, cells: Tensor, boxed: Tensor) -> Tensor:
    """Cross entropy a cell, inside and outside the boxes weighing the same, where boxes are drawn.

    `boxed` without any cell inside is a film known to be free of the finding.
    """
    if boxed.sum() == 0:
        return evidence.sum() * 0
    each = F.binary_cross_entropy_with_logits(evidence, cells, reduction="none")
    inside = (each * cells).sum((2, 3)) / cells.sum((2, 3)).clamp(min=1)
    outside = (each * (1 - cells)).sum((2, 3)) / (1 - cells).sum((2, 3)).clamp(min=1)
    return ((inside + outside) * boxed).sum() / boxed.sum() / 2


def anatomy_loss(anatomy: Tensor, masks: Tensor, organs: Tensor) -> Tensor:
    """Cross entropy plus soft Dice (Milletari et al. 2016), over the organs that are drawn.

    `masks` (n, h, w) bits, `organs` (n) bits of what is drawn.
    """
    bits = torch.arange(anatomy.shape[1])
    target = (masks[:, None] >> bits[None, :, None, None] & 1).float()
    drawn = (organs[:, None] >> bits[None] & 1).float()
    if drawn.sum() == 0:
        return anatomy.sum() * 0
    cross = F.binary_cross_entropy_with_logits(anatomy, target, reduction="none").mean((2, 3))
    soft = torch.sigmoid(anatomy)
    overlap = 2 * (soft * target).sum((2, 3)) + 1
    dice = 1 - overlap / (soft.sum((2, 3)) + target.sum((2, 3)) + 1)
    return ((cross + dice) * drawn).sum() / drawn.sum()
