"""GRPO with credit per box: the tokens of a box have that box's own advantage.

In GRPO all tokens share the advantage of their answer, so a good box pays for a bad one beside it, and the
gradient of either is mostly the other's noise. Here the advantage of a box's coordinates is how much its IoU
exceeds the mean over the boxes that the group's other answers gave for the same true box; all other tokens
keep the answer's advantage. This departs from GRPO as ChestX-Reasoner's process rewards do, with a box in
place of a step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from radtrace.training.vlm.reward_terms.credit import BoxCredit, Span, box_credits
from radtrace.training.vlm.sparse_grpo import SparseGRPOTrainer

Floats = NDArray[np.float64]


class BoxCreditTrainer(SparseGRPOTrainer):
    """A trainer whose data set has the column `truth`."""

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = super()._generate_and_score_completions(inputs)
        tokens = made["completion_ids"]
        pieces = [pieces_of(self._tokenizer, row) for row in tokens.tolist()]
        spread = made["advantages"][:, None].repeat(1, tokens.shape[1])
        made["advantages"] = with_box_credit(spread, pieces, [row["truth"] for row in inputs])
        return made


def pieces_of(tokenizer: Any, words: Sequence[int]) -> list[str]:
    """The text of each token; empty where the tokens' texts do not concatenate to the answer's."""
    pieces: list[str] = tokenizer.batch_decode([[word] for word in words], skip_special_tokens=True)
    return pieces if "".join(pieces) == tokenizer.decode(words, skip_special_tokens=True) else []


def with_box_credit(advantages: Tensor, pieces: Sequence[Sequence[str]], truths: Sequence[str]) -> Tensor:
    """The advantages (answers, tokens), those of box coordinates replaced by the box's own.

    `pieces` are the texts of each answer's tokens; answers of one group are adjacent and share a truth. A
    box's advantage is its IoU minus the mean IoU of the boxes paired with the same true box in its group,
    divided by the root mean square of such differences in the step, so that it has an answer's scale.
    """
    credits = [box_credits("".join(tokens), truth) for tokens, truth in zip(pieces, truths, strict=True)]
    differences = _differences(credits, _groups(truths))
    scale = float(np.sqrt(np.mean(np.square(np.concatenate(differences))))) if any(credits) else 0.0
    spread = advantages.clone()
    if scale > 0:
        for row, (tokens, boxes, better) in enumerate(zip(pieces, credits, differences, strict=True)):
            for box, difference in zip(boxes, better, strict=True):
                spread[row, _tokens_in(tokens, box.span)] = float(difference / scale)
    return spread


def _groups(truths: Sequence[str]) -> list[int]:
    """The index of each answer's group, a run of equal truths."""
    return list(accumulate((one != other for one, other in pairwise(truths)), initial=0))


def _differences(credits: Sequence[Sequence[BoxCredit]], groups: Sequence[int]) -> list[Floats]:
    """Each box's IoU minus the mean IoU for the same true box in its group."""
    ious: dict[tuple[int, int], list[float]] = defaultdict(list)
    for group, boxes in zip(groups, credits, strict=True):
        for box in boxes:
            ious[group, box.true].append(box.iou)
    return [
        np.array([box.iou - np.mean(ious[group, box.true]) for box in boxes], np.float64)
        for group, boxes in zip(groups, credits, strict=True)
    ]


def _tokens_in(pieces: Sequence[str], span: Span) -> Tensor:
    """The indices of the tokens that overlap the span."""
    ends = np.fromiter(accumulate(map(len, pieces)), np.int64)
    starts = ends - np.fromiter(map(len, pieces), np.int64)
    return torch.from_numpy(np.flatnonzero((starts < span[1]) & (ends > span[0])))
