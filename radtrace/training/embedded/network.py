"""The embedded network: one pass gives anatomy, evidence maps and their pooled logits.

Design decisions
----------------
- Backbone: EfficientNet-lite (Tan & Le 2019; the lite form has ReLU6 and no squeeze-and-excitation,
  so it runs the same on every CPU), from ImageNet weights that a PyPI package carries.
- Normalisation layers are affine only: ImageNet statistics are folded into scale and shift, which
  stay trainable. Batches are small and films are few; it also makes training twice as fast.
- One grey channel in: the three stem filters are summed.
- A small feature pyramid (Lin et al. 2017) joins strides 4 to 32. Anatomy comes out at stride 4,
  evidence at stride 16.
- The evidence head sees the anatomy (softly, without gradient) beside the features: a finding is
  a matter of place.
- Findings without boxes get a linear map on the trunk (`direct`): the pyramid's head, which boxes
  and anatomy train too, ranks their few noisy labels worse. It is trained jointly with the head, which
  shapes the trunk, and is fitted again after training (refit.py).
- Pooling: log-mean-exp over the map, with one learned sharpness a finding (Pinheiro & Collobert
  2015). The pooled logit is all the classifier there is: the map *is* the explanation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ANATOMY = ("left_lung", "right_lung", "heart", "left_clavicle", "right_clavicle")
SHARPNESS_FLOOR = 0.2
LATERAL_SCALE = 0.12  # ImageNet features spread by 3 to 9; ReLU6 wants about 1

# kernel, stride, expansion, output filters, repeats (EfficientNet-B0's stages)
_STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)
_SCALING = {"lite0": (1.0, 1.0), "lite1": (1.0, 1.1), "lite2": (1.1, 1.2)}  # width, depth


class _Depthwise(torch.autograd.Function):
    """Depthwise convolution whose backward pass runs in float32, channels last.

    The bfloat16 backward kernels of the CPU build fall back to reference code here, about
    twenty times slower (docs/log.md, 2026-11-22).
    """

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, bias: Tensor, stride: int) -> Tensor:  # type: ignore[no-untyped-def]
        ctx.save_for_backward(x, weight)
        ctx.stride = stride
        return F.conv2d(x, weight.to(x.dtype), bias.to(x.dtype), stride, weight.shape[-1] // 2, 1, x.shape[1])

    @staticmethod
    def backward(ctx, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:  # type: ignore[no-untyped-def]
        x, weight = ctx.saved_tensors
        pad, stride = weight.shape[-1] // 2, ctx.stride
        wide = grad.float().contiguous(memory_format=torch.channels_last)
        grad_x, grad_w, _ = torch.ops.aten.convolution_backward(
            wide, x.float(), weight.float(), None, [stride] * 2, [pad] * 2, [1, 1], False, [0, 0],
            x.shape[1], [True, True, False],
        )  # fmt: skip
        return grad_x.to(x.dtype), grad_w.to(weight.dtype), wide.sum((0, 2, 3)), None


class AffineConv(nn.Module):
    """Convolution, then a trainable scale and shift a channel (a frozen batch norm)."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int = 1, depthwise: bool = False
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, 1 if depthwise else inputs, kernel, kernel))
        nn.init.kaiming_normal_(self.weight)
        self.scale = nn.Parameter(torch.ones(outputs))
        self.shift = nn.Parameter(torch.zeros(outputs))
        self.stride, self.depthwise = stride, depthwise

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight * self.scale[:, None, None, None]
        if self.depthwise and self.training:
            apply: Callable[..., Tensor] = _Depthwise.apply
            return apply(x, weight, self.shift, self.stride)
        groups = x.shape[1] if self.depthwise else 1
        return F.conv2d(
            x, weight.to(x.dtype), self.shift.to(x.dtype), self.stride, self.weight.shape[-1] // 2, 1, groups
        )


class MobileBlock(nn.Module):
    """Inverted residual: expand, depthwise, project; stochastic depth on the skip path."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int, drop: float
    ) -> None:
        super().__init__()
        middle = inputs * expansion
        self.expand = AffineConv(inputs, middle, 1) if expansion != 1 else None
        self.depthwise = AffineConv(middle, middle, kernel, stride, depthwise=True)
        self.project = AffineConv(middle, outputs, 1)
        self.skip, self.drop = stride == 1 and inputs == outputs, drop

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x if self.expand is None else F.relu6(self.expand(x))
        out = self.project(F.relu6(self.depthwise(out)))
        if not self.skip:
            return out
        if self.training and self.drop > 0:
            keep = 1 - self.drop
            out = out * (torch.rand(x.shape[0], 1, 1, 1, device=x.device) < keep).to(out.dtype) / keep
        return x + out


def _width(filters: int, factor: float) -> int:
    scaled = filters * factor
    rounded = max(8, int(scaled + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * scaled else rounded


class Backbone(nn.Module):
    """EfficientNet-lite trunk. Gives feature maps at strides 4, 8, 16 and 32."""

    def __init__(self, name: str, drop: float) -> None:
        super().__init__()
        width, depth = _SCALING[name]
        self.stem = AffineConv(1, 32, 3, 2)
        blocks: list[MobileBlock] = []
        taps, inputs = [], 32
        total = sum(row[-1] for row in _STAGES) * depth
        for index, (kernel, stride, expansion, filters, repeats) in enumerate(_STAGES):
            outputs = _width(filters, width)
            edge = index in (0, len(_STAGES) - 1)
            for repeat in range(repeats if edge else -int(-repeats * depth // 1)):
                step = stride if repeat == 0 else 1
                blocks.append(
                    MobileBlock(inputs, outputs, kernel, step, expansion, drop * len(blocks) / total)
                )
                inputs = outputs
            taps.append(len(blocks) - 1)
        self.blocks = nn.ModuleList(blocks)
        self.taps = (taps[1], taps[2], taps[4], taps[6])
        self.channels = tuple(_width(_STAGES[i][3], width) for i in (1, 2, 4, 6))

    def forward(self, x: Tensor) -> list[Tensor]:
        x, features = F.relu6(self.stem(x)), []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in self.taps:
                features.append(x)
        return features


class Mix(nn.Module):
    """Depthwise-separable 3x3: the pyramid's smoothing step."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.depthwise = AffineConv(inputs, inputs, 3, depthwise=True)
        self.pointwise = AffineConv(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        mixed: Tensor = self.pointwise(F.relu6(self.depthwise(x)))
        return F.relu6(mixed)


@dataclass(frozen=True)
class Outputs:
    """What one pass gives, as logits.

    `anatomy` (n, 5, s/4, s/4) in the order of ANATOMY; `evidence` (n, k, s/16, s/16);
    `pooled` (n, k); `direct` (n, k), the means of the linear maps; `features` (n, c), the mean of
    the deepest features, for the gate.
    """

    anatomy: Tensor
    evidence: Tensor
    pooled: Tensor
    direct: Tensor
    features: Tensor


class EmbeddedNetwork(nn.Module):
    """Films (n, 1, s, s), standardised, to `Outputs`. `s` is a multiple of 32."""

    from_head: Tensor

    def __init__(self, findings: int, backbone: str = "lite0", width: int = 96, drop: float = 0.1) -> None:
        super().__init__()
        self.backbone = Backbone(backbone, drop)
        c4, c8, c16, c32 = self.backbone.channels
        self.lateral32, self.lateral16 = AffineConv(c32, width, 1), AffineConv(c16, width, 1)
        self.lateral8, self.lateral4 = AffineConv(c8, width // 2, 1), AffineConv(c4, width // 4, 1)
        self.mix16, self.mix8, self.mix4 = (
            Mix(width, width),
            Mix(width, width // 2),
            Mix(width // 2, width // 4),
        )
        self.anatomy = nn.Conv2d(width // 4, len(ANATOMY), 1)
        self.place = AffineConv(len(ANATOMY), width, 3)
        self.inspect = Mix(2 * width, width)
        self.dropout = nn.Dropout2d(0.2)
        self.evidence = nn.Conv2d(width, findings, 1)
        self.direct = nn.Conv2d(c16 + c32, findings, 1)
        self.register_buffer("from_head", torch.ones(findings))
        self.sharpness = nn.Parameter(torch.zeros(findings))
        nn.init.constant_(self.evidence.bias, -1.0)  # type: ignore[arg-type]
        for lateral in (self.lateral32, self.lateral16, self.lateral8, self.lateral4):
            nn.init.constant_(lateral.scale, LATERAL_SCALE)

    def forward(self, x: Tensor) -> Outputs:
        """For training: the head and the linear maps separately."""
        anatomy, head, direct, features = self._maps(x)
        return Outputs(anatomy, head, self.pool(head), direct.mean((2, 3)), features)

    def look(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """For inference: anatomy, evidence and features, unpooled; each map from its better source."""
        anatomy, head, direct, features = self._maps(x)
        return anatomy, torch.where(self.from_head[:, None, None] > 0, head, direct), features

    def _maps(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        f4, f8, f16, f32 = self.backbone(x)
        p16 = self.mix16(_up(F.relu6(self.lateral32(f32)), f16) + self.lateral16(f16))
        p8 = self.mix8(_up(p16, f8)) + self.lateral8(f8)
        p4 = self.mix4(_up(p8, f4)) + self.lateral4(f4)
        anatomy = self.anatomy(F.relu6(p4)).float()
        place = self.place(F.avg_pool2d(torch.sigmoid(anatomy.detach()), 4).to(p16.dtype))
        seen = self.inspect(torch.cat([p16, F.relu6(place)], 1))
        head = self.evidence(self.dropout(seen)).float()
        direct = self.direct(trunk_cells(f16, f32)).float()
        return anatomy, head, direct, f32.float().mean((2, 3))

    def pool(self, evidence: Tensor) -> Tensor:
        """Log-mean-exp of each map: (n, k, h, w) to (n, k)."""
        sharpness = F.softplus(self.sharpness) + SHARPNESS_FLOOR
        flat = evidence.flatten(2) * sharpness[:, None]
        return (torch.logsumexp(flat, 2) - log(flat.shape[2])) / sharpness


def trunk_cells(f16: Tensor, f32: Tensor) -> Tensor:
    """Trunk features of every cell (n, c16 + c32, s/16, s/16); the mean over cells is that of both maps."""
    return torch.cat([f16, F.interpolate(f32, scale_factor=2, mode="nearest")], 1)


def _up(x: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=False)
