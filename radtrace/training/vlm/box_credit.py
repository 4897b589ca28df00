"""GRPO in which the words of a box are credited with that box.

The advantage of an answer is that of all its words, so that a good box pays for a bad one beside it and the
gradient of either is mostly the other's noise. Here the numbers of a box have as advantage how much better
it lies than the boxes that the group's other answers gave for the same true box; all other words keep the
answer's advantage. Departs from GRPO as ChestX-Reasoner's process rewards do, a box in the place of a step.
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
        words = made["completion_ids"]
        pieces = [pieces_of(self._tokenizer, row) for row in words.tolist()]
        spread = made["advantages"][:, None].repeat(1, words.shape[1])
        made["advantages"] = by_word(spread, pieces, [row["truth"] for row in inputs])
        return made


def pieces_of(tokenizer: Any, words: Sequence[int]) -> list[str]:
    """The text of each word of an answer; none where the words' texts are not the answer's, put together."""
    pieces: list[str] = tokenizer.batch_decode([[word] for word in words], skip_special_tokens=True)
    return pieces if "".join(pieces) == tokenizer.decode(words, skip_special_tokens=True) else []


def by_word(advantages: Tensor, pieces: Sequence[Sequence[str]], truths: Sequence[str]) -> Tensor:
    """Advantages (answers, words), as given, and in the boxes of each box.

    `pieces` are the texts of each answer's words; answers of one group stand together and have one truth.
    A box's advantage is its IoU less the mean of those paired with the same true box in its group, over the
    root mean square of such differences in the whole step, which makes it as great as an answer's.
    """
    credits = [box_credits("".join(said), truth) for said, truth in zip(pieces, truths, strict=True)]
    differences = _differences(credits, _groups(truths))
    scale = float(np.sqrt(np.mean(np.square(np.concatenate(differences))))) if any(credits) else 0.0
    spread = advantages.clone()
    if scale > 0:
        for row, (said, boxes, better) in enumerate(zip(pieces, credits, differences, strict=True)):
            for box, difference in zip(boxes, better, strict=True):
                spread[row, _words(said, box.span)] = float(difference / scale)
    return spread


def _groups(truths: Sequence[str]) -> list[int]:
    """The number of each answer's group: of the run of equal truths that it stands in."""
    return list(accumulate((one != other for one, other in pairwise(truths)), initial=0))


def _differences(credits: Sequence[Sequence[BoxCredit]], groups: Sequence[int]) -> list[Floats]:
    """How much better each box lies than the mean box for the same true one in its group."""
    lying: dict[tuple[int, int], list[float]] = defaultdict(list)
    for group, boxes in zip(groups, credits, strict=True):
        for box in boxes:
            lying[group, box.true].append(box.iou)
    return [
        np.array([box.iou - np.mean(lying[group, box.true]) for box in boxes], np.float64)
        for group, boxes in zip(groups, credits, strict=True)
    ]


def _words(pieces: Sequence[str], span: Span) -> Tensor:
    """The words (their numbers) any of whose characters lie in the span."""
    ends = np.fromiter(accumulate(map(len, pieces)), np.int64)
    starts = ends - np.fromiter(map(len, pieces), np.int64)
    return torch.from_numpy(np.flatnonzero((starts < span[1]) & (ends > span[0])))
