"""GRPO that skips what has no gradient: answers without advantage, and the padding of short answers.

TRL runs every answer of a step through the model, padded to the longest. In TRL's "dapo" loss each token adds
-advantage x ratio over a count that is the same for all tokens. Answers of a group with equal rewards
(advantage 0) therefore add nothing, and the rest can be split into micro-batches of similar length.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from trl import GRPOTrainer

from radtrace.training.vlm.microbatches import split_by_length

_BY_WORD = ("completion_ids", "completion_mask", "old_per_token_logps", "tool_mask", "advantages")
# Advantages below this are rounding errors of equal rewards minus their mean.
_NO_ADVANTAGE = 1e-6
# Inputs of TRL that do not have one row an answer; with any of these the step is not split.
_OTHERS = ("image_grid_thw", "image_position_ids", "spatial_shapes", "num_tiles", "pixel_attention_mask")


class SparseGRPOTrainer(GRPOTrainer):  # type: ignore[misc]
    """GRPOTrainer with the same loss and gradient for fewer tokens."""

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> Tensor:
        if not self._separable(inputs):
            whole: Tensor = super()._compute_loss(model, inputs)
            return whole
        losses = [
            super(SparseGRPOTrainer, self)._compute_loss(model, part) for part in informative_parts(inputs)
        ]
        return torch.stack(losses).sum()

    def _separable(self, inputs: dict[str, Any]) -> bool:
        """Whether the loss is a sum over answers whose gradient is proportional to their advantage.

        Not with several processes: they reduce over each part together, and must have equally many parts.
        """
        plain = self.loss_type == "dapo" and self.beta == 0 and not self._entropy_bonus_enabled
        here = self.accelerator.num_processes == 1 and not self.aux_loss_enabled
        single_images = all(count == 1 for count in inputs.get("num_images") or ())
        return plain and here and single_images and not any(name in inputs for name in _OTHERS)


def informative_parts(inputs: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A step's answers with an advantage, in micro-batches of similar length without padding.

    `inputs` are the arguments of GRPOTrainer's loss: tensors (answers, ...), lists with one entry an answer,
    and numbers. If no answer has an advantage, the shortest one stays, so that there is a loss.
    """
    lengths = inputs["completion_mask"].sum(dim=1)
    greatest = inputs["advantages"].abs().reshape(len(lengths), -1).amax(dim=1)
    informative = (greatest > _NO_ADVANTAGE).nonzero().squeeze(1)
    rows = informative if len(informative) else lengths.argmin()[None]
    return split_by_length(inputs, lengths, rows, _BY_WORD)
