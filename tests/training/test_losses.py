"""The network and its losses."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from radtrace.training.embedded.films import FINDINGS, TrainingFilm
from radtrace.training.embedded.losses import anatomy_loss, box_loss, label_loss, source_offsets
from radtrace.training.embedded.network import AffineConv, EmbeddedNetwork
from tests.training.films import drawn_film


@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2)])
def test_the_fast_depthwise_backward_equals_autograd(kernel: int, stride: int) -> None:
    torch.manual_seed(0)
    conv = AffineConv(6, 6, kernel, stride, depthwise=True).train()
    x = torch.randn(2, 6, 11, 12, requires_grad=True)
    torch.autograd.backward(conv(x).square().sum())
    ours = [x.grad, conv.weight.grad, conv.scale.grad, conv.shift.grad]
    y = x.detach().clone().requires_grad_()
    weight, scale, shift = (
        p.detach().clone().requires_grad_() for p in (conv.weight, conv.scale, conv.shift)
    )
    out = F.conv2d(y, weight * scale[:, None, None, None], shift, stride, kernel // 2, 1, 6)
    torch.autograd.backward(out.square().sum())
    for mine, theirs in zip(ours, [y.grad, weight.grad, scale.grad, shift.grad], strict=True):
        assert mine is not None and theirs is not None
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-4)


def test_training_and_reading_compute_the_same() -> None:
    torch.manual_seed(0)
    network = EmbeddedNetwork(3, width=32, drop=0.0)
    network.dropout.p = 0.0
    film = torch.randn(1, 1, 64, 64)
    torch.testing.assert_close(network.train()(film).pooled, network.eval()(film).pooled)


def test_the_network_gives_the_shapes_it_says() -> None:
    out = EmbeddedNetwork(4, width=32).eval()(torch.zeros(2, 1, 96, 64))
    assert out.anatomy.shape == (2, 5, 24, 16) and out.evidence.shape == (2, 4, 6, 4)
    assert out.pooled.shape == (2, 4) and out.features.shape == (2, 320)


def test_unknown_labels_pull_at_nothing() -> None:
    pooled = torch.zeros(2, 3, requires_grad=True)
    known = torch.tensor([[1.0, 0, 1], [0, 0, 1]])
    torch.autograd.backward(label_loss(pooled, torch.zeros(2, 3), torch.ones(2, 3), known, torch.ones(3)))
    assert pooled.grad is not None
    assert ((pooled.grad != 0) == (known > 0)).all()


def test_inside_and_outside_of_boxes_weigh_the_same() -> None:
    evidence = torch.zeros(1, 1, 8, 8, requires_grad=True)
    cells = torch.zeros(1, 1, 8, 8)
    cells[..., :2, :2] = 1
    torch.autograd.backward(box_loss(evidence, cells, torch.ones(1, 1)))
    assert evidence.grad is not None
    inside, outside = evidence.grad[cells > 0].sum(), evidence.grad[cells == 0].sum()
    assert inside < 0 < outside and torch.isclose(-inside, outside)


def test_boxes_that_are_not_drawn_cost_nothing() -> None:
    assert box_loss(torch.randn(2, 3, 4, 4), torch.zeros(2, 3, 4, 4), torch.zeros(2, 3)) == 0


def test_the_right_anatomy_costs_least_and_swapped_sides_cost_more() -> None:
    masks = torch.zeros(1, 8, 8, dtype=torch.int32)
    masks[:, :, 4:], masks[:, :, :3] = 1, 2
    organs = torch.tensor([3], dtype=torch.int32)
    right = torch.stack([(masks >> bit & 1).float() * 16 - 8 for bit in range(5)], 1)
    swapped = right[:, [1, 0, 2, 3, 4]]
    assert anatomy_loss(right, masks, organs) < 0.05 < 1 < anatomy_loss(swapped, masks, organs)
    assert anatomy_loss(right, masks, torch.tensor([0])) == 0


def _films(source: str, positives: int, total: int) -> list[TrainingFilm]:
    return [drawn_film(f"{source}{i}", source, positive=i < positives) for i in range(total)]


def test_source_offsets_are_log_odds_beside_the_balanced_source() -> None:
    offsets = source_offsets(_films("nih_jrzech", 10, 40) + _films("nih_moo7x", 30, 40))
    assert not offsets["nih_jrzech"].any()
    assert offsets["nih_moo7x"][1] == pytest.approx(np.log(30.5 / 10.5) - np.log(10.5 / 30.5), abs=1e-5)
    assert offsets["nih_moo7x"][FINDINGS.index("lung_opacity")] == 0
