"""The stage sight: pretrain the vision tower on masks of drawn films, before any text.

It replaces contrastive pretraining for a tiny tower: each token predicts how much of every cell beneath it is
lung, heart, clavicle or a finding. On a CPU this is about four times faster per film than learning the same
through text, as every cell gives a label. The prediction head is dropped afterwards. The loss is the binary
cross-entropy of the shares; structures that cover little area are weighted by the square root of their
rarity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments

from radtrace.readers.hf.eye import Eye
from radtrace.record import BadInput
from radtrace.training.vlm.arguments import arguments
from radtrace.training.vlm.data import DataFolder
from radtrace.training.vlm.data.build import COVER
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.tiny import LoadedModel

# The rarest structures would otherwise dominate the loss.
_HEAVIEST = 8.0


class SightHead(nn.Module):
    """A tower and a linear layer that predicts shares from its tokens.

    `weights` (structures) weigh the loss. The tower's tokens form a square; each predicts `cells` by `cells`
    cells of every structure.
    """

    def __init__(self, tower: nn.Module, width: int, weights: torch.Tensor, cells: int) -> None:
        super().__init__()
        self.tower, self.cells = tower, cells
        if isinstance(tower, Eye):
            tower.learn_statistics(True)
        self.head = nn.Linear(width, len(weights) * cells * cells)
        self.weights: torch.Tensor
        self.register_buffer("weights", weights, persistent=False)

    def forward(self, pixel_values: torch.Tensor, labels: torch.Tensor) -> dict[str, torch.Tensor]:
        """The loss, and the logits (batch, structures, rows, columns); `labels` are shares of that shape."""
        logits = self._cells(self.head(self.tower(pixel_values).last_hidden_state).float())
        shares = functional.adaptive_avg_pool2d(labels, (logits.shape[-2], logits.shape[-1]))
        each = functional.binary_cross_entropy_with_logits(logits, shares, reduction="none")
        return {"loss": (each.mean((0, 2, 3)) * self.weights).mean(), "logits": logits}

    def _cells(self, shares: torch.Tensor) -> torch.Tensor:
        batch, tokens, _ = shares.shape
        side, cells = round(tokens**0.5), self.cells
        grid = shares.reshape(batch, side, side, len(self.weights), cells, cells)
        return grid.permute(0, 3, 1, 4, 2, 5).reshape(batch, -1, side * cells, side * cells)


class _Films(Dataset[dict[str, torch.Tensor]]):
    """Preprocessed films with their shares."""

    def __init__(self, data: DataFolder, places: Sequence[int], reader: LoadedModel) -> None:
        self.files = [data.path / film for film in data.readings]
        self.cover = np.load(data.path / COVER, mmap_mode="r", allow_pickle=False)
        self.places, self.pictures = places, reader.processor.image_processor

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        from PIL import Image

        place = self.places[index]
        with Image.open(self.files[place]) as film:
            pixels = self.pictures(images=film.convert("RGB"), return_tensors="pt")["pixel_values"][0]
        shares = torch.from_numpy(np.asarray(self.cover[place], np.float32) / 255)
        return {"pixel_values": pixels, "labels": shares}


def sight_trainer(recipe: Recipe, reader: LoadedModel, data: DataFolder) -> Any:
    """The trainer of the stage sight; it trains the model's own tower in place.

    Raises
    ------
    BadInput
        If the data comes without masks.
    """
    if not (data.path / COVER).is_file():
        raise BadInput(f"{data.path} has no {COVER}; stage sight needs films with masks, such as drawn ones")
    places = [place for place, reading in enumerate(data.readings.values()) if reading.study.split == "train"]
    films = _Films(data, places, reader)
    config = reader.model.config.vision_config
    side = config.image_size // config.patch_size
    cells = max(films.cover.shape[-1] // side, 1)
    head = SightHead(reader.model.model.vision_tower, config.hidden_size, _weights(films), cells)
    return Trainer(model=head, args=TrainingArguments(**arguments(recipe)), train_dataset=films)


def _weights(films: _Films) -> torch.Tensor:
    covered = np.asarray(films.cover[films.places[:1000]], np.float64).mean((0, 2, 3)) + 1e-6
    rare = np.sqrt(covered.max() / covered).clip(max=_HEAVIEST)
    return torch.from_numpy((rare / rare.mean()).astype(np.float32))
