"""A small convolutional vision tower for transformers: `model_type` "radtrace_eye".

- Four stride-2 3x3 convolutions with residual blocks between (He et al., 2016): 128 px become 8 x 8 tokens.
  It learns to localise from about a fifth of the films that a vision transformer of its size needs.
- Batch normalisation (Ioffe and Szegedy, 2015). Its statistics are updated only after
  `learn_statistics(True)` and are frozen otherwise, in training too, so answers depend neither on the batch
  nor on the number of processes.
- Position embeddings are added to the output tokens, since convolutions are translation-invariant.

Importing this module registers the tower with AutoConfig and AutoModel.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput


class EyeConfig(PretrainedConfig):  # type: ignore[misc]
    """Sizes of the tower: images of `image_size`, one token for each 16 x 16 patch (`patch_size`)."""

    model_type = "radtrace_eye"

    def __init__(
        self, image_size: int = 128, patch_size: int = 16, hidden_size: int = 192, **others: Any
    ) -> None:
        if patch_size != 2**4 or image_size % patch_size:
            raise ValueError(
                f"patch_size must be 16 and divide image_size, got {patch_size} and {image_size}"
            )
        self.image_size = image_size
        self.patch_size = patch_size
        self.hidden_size = hidden_size
        super().__init__(**others)


class Eye(PreTrainedModel):  # type: ignore[misc]
    """Images (batch, 3, rows, columns) to tokens (batch, rows * columns / 256, hidden_size), row by row."""

    config_class = EyeConfig
    main_input_name = "pixel_values"
    input_modalities = ("image",)

    def __init__(self, config: EyeConfig) -> None:
        super().__init__(config)
        first, second, third, last = 16, 32, 64, config.hidden_size
        self.layers = nn.Sequential(
            *(
                _halved(3, first),
                _halved(first, second),
                _Block(second),
                _halved(second, third),
                _Block(third),
            ),
            *(_halved(third, last), _Block(last), _Block(last)),
        )
        tokens = (config.image_size // config.patch_size) ** 2
        self.positions = nn.Parameter(torch.zeros(tokens, last))
        self._learns_statistics = False
        self.post_init()
        self.train(self.training)

    def learn_statistics(self, on: bool) -> None:
        """Whether batch normalisation updates its statistics in training mode."""
        self._learns_statistics = on
        self.train(self.training)

    def train(self, mode: bool = True) -> Eye:
        """Training mode; the statistics stay frozen unless `learn_statistics(True)` was called."""
        super().train(mode)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.train(mode and self._learns_statistics)
        return self

    def forward(self, pixel_values: Tensor, **_: Any) -> BaseModelOutput:
        """The tokens, as `last_hidden_state` and as the one entry of `hidden_states`."""
        seen = self.layers(pixel_values.contiguous(memory_format=torch.channels_last))
        tokens = seen.flatten(2).transpose(1, 2)
        tokens = tokens + self.positions.to(tokens.dtype)
        return BaseModelOutput(last_hidden_state=tokens, hidden_states=(tokens,))

    def _init_weights(self, module: nn.Module) -> None:
        """Keep torch's initialisation, which suits convolutions."""


class _Block(nn.Module):
    """A residual block: two convolutions and a skip connection."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _convolved(width, width, 1)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, seen: Tensor) -> Tensor:
        return torch.relu(seen + self.second(self.first(seen)))


def _halved(before: int, after: int) -> nn.Sequential:
    return _convolved(before, after, 2)


def _convolved(before: int, after: int, stride: int) -> nn.Sequential:
    convolution = nn.Conv2d(before, after, 3, stride, 1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after), nn.GELU())


AutoConfig.register("radtrace_eye", EyeConfig, exist_ok=True)
AutoModel.register(EyeConfig, Eye, exist_ok=True)
