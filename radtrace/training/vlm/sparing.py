"""GRPO that leaves out what has no gradient: answers of no advantage, and the padding behind short answers.

TRL runs every answer of a step through the model, each as long as the longest. An answer's tokens each add
to the loss -advantage x ratio over a count that is the same for all (TRL's "dapo"), so that answers whose
group is of one mind (advantage 0) add nothing, and the rest may be taken in parts, short ones with short
ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from trl import GRPOTrainer

from radtrace.training.vlm.parts import by_length

_BY_WORD = ("completion_ids", "completion_mask", "old_per_token_logps", "tool_mask", "advantages")
# Below this an advantage is what is left of equal numbers taken from their mean.
_NOTHING = 1e-6
# What TRL may hand on that is not one row an answer; with any of these the step is taken whole.
_OTHERS = ("image_grid_thw", "image_position_ids", "spatial_shapes", "num_tiles", "pixel_attention_mask")


class SparingTrainer(GRPOTrainer):  # type: ignore[misc]
    """GRPOTrainer with the same loss and gradient for fewer tokens."""

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> Tensor:
        if not self._separable(inputs):
            whole: Tensor = super()._compute_loss(model, inputs)
            return whole
        losses = [super(SparingTrainer, self)._compute_loss(model, part) for part in parts(inputs)]
        return torch.stack(losses).sum()

    def _separable(self, inputs: dict[str, Any]) -> bool:
        """Whether the loss is a sum over answers, which have no gradient but through their advantage.

        Not with several processes, which count together in every part and must have equally many.
        """
        plain = self.loss_type == "dapo" and self.beta == 0 and not self._entropy_bonus_enabled
        here = self.accelerator.num_processes == 1 and not self.aux_loss_enabled
        alone = all(count == 1 for count in inputs.get("num_images") or ())
        return plain and here and alone and not any(name in inputs for name in _OTHERS)


def parts(inputs: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A step's answers in parts of like length, without those of no advantage and without their padding.

    `inputs` are what GRPOTrainer hands to its loss: tensors (answers, ...), lists of one entry an answer, and
    numbers. One answer stays where none has an advantage, so that there is a loss.
    """
    lengths = inputs["completion_mask"].sum(dim=1)
    greatest = inputs["advantages"].abs().reshape(len(lengths), -1).amax(dim=1)
    telling = (greatest > _NOTHING).nonzero().squeeze(1)
    rows = telling if len(telling) else lengths.argmin()[None]
    return by_length(inputs, lengths, rows, _BY_WORD)
