"""Decoding in which a finished answer leaves the batch, for transformers' `generate(custom_generate=...)`.

transformers goes on computing a finished answer until the longest of its batch is finished: of answers to
chest films, whose lengths run from a line to a page, that is two thirds of the work on a CPU. Words are drawn
by inverting the distribution's sum, one random number an answer; `torch.multinomial` draws one for every word
of the vocabulary. Greedy answers are those of transformers; sampled ones have the same distribution, and are
others for the same seed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor

# Leaving copies the cache of those that stay, so they leave when a share of the batch is finished.
_SHARE = 1 / 8
# A model and its decoder whose state of an answer is the cache and the mask alone. Qwen2-VL keeps places of
# its own, Gemma 3 a window.
_KNOWN = ("llava", "llama")


def leaves(model: Any) -> bool:
    """Whether `leaving` may decode for this model: one of a known class, in one process."""
    alone = not torch.distributed.is_initialized() or torch.distributed.get_world_size() == 1
    return alone and (model.config.model_type, model.config.get_text_config().model_type) == _KNOWN


def let_leave(model: Any) -> None:
    """Make a model's own `generate` decode by `leaving`, where it may."""
    if leaves(model):
        model.generate = partial(type(model).generate, model, custom_generate=leaving)


def leaving(
    model: Any,
    input_ids: Tensor,
    logits_processor: Any,
    stopping_criteria: Any,
    generation_config: Any,
    **state: Any,
) -> Tensor:
    """Prompts (n, prompt) with their answers after them, (n, prompt + longest answer), padded on the right.

    Takes what transformers hands to its own `_sample`; for one process, and a cache that rows can be taken
    from.
    """
    answers = [input_ids]
    waiting = _Waiting(torch.arange(len(input_ids), device=input_ids.device), input_ids, state)
    padding = _padding(generation_config)
    outputs = model._prefill(input_ids, generation_config, state)
    while True:
        waiting.state = model._update_model_kwargs_for_generation(outputs, waiting.state)
        scores = logits_processor(waiting.written, outputs.logits[:, -1].float())
        words = pick(scores) if generation_config.do_sample else scores.argmax(dim=-1)
        words = torch.where(waiting.done, padding, words)
        answers.append(waiting.spread(words, len(input_ids), padding))
        waiting.write(words, stopping_criteria)
        if waiting.done.all():
            return torch.cat(answers, dim=1)
        waiting.leave()
        inputs = model.prepare_inputs_for_generation(waiting.written, next_sequence_length=1, **waiting.state)
        outputs = model(**inputs, return_dict=True)


def pick(scores: Tensor) -> Tensor:
    """One word (n) a row, drawn with the probabilities that are the softmax of `scores` (n, words)."""
    sums = scores.softmax(dim=-1).double().cumsum(dim=-1)
    drawn = torch.rand(len(scores), 1, dtype=torch.float64, device=scores.device) * sums[:, -1:]
    return torch.searchsorted(sums, drawn, right=True).squeeze(1)


def _padding(generation_config: Any) -> int:
    """The word that follows an answer's end; a model without one has no end either."""
    found = generation_config._pad_token_tensor
    return 0 if found is None else int(found)


class _Waiting:
    """The answers that are not finished: which they are, what is written, and the model's state of them."""

    def __init__(self, rows: Tensor, written: Tensor, state: dict[str, Any]) -> None:
        self.rows, self.written, self.state = rows, written, state
        self.done = torch.zeros_like(rows, dtype=torch.bool)

    def spread(self, words: Tensor, size: int, padding: int) -> Tensor:
        """The words (size, 1) of all answers; of those that left, padding."""
        column = words.new_full((size, 1), padding)
        column[self.rows, 0] = words
        return column

    def write(self, words: Tensor, stopping_criteria: Any) -> None:
        self.written = torch.cat([self.written, words[:, None]], dim=1)
        self.done |= stopping_criteria(self.written, None)

    def leave(self) -> None:
        """Drop the finished rows, once they are a share of all."""
        if self.done.sum() < _SHARE * len(self.done):
            return
        stay = (~self.done).nonzero().squeeze(1)
        size = len(self.rows)
        self.rows, self.written, self.done = self.rows[stay], self.written[stay], self.done[stay]
        self.state["past_key_values"].batch_select_indices(stay)
        self.state |= {
            name: value[stay]
            for name, value in self.state.items()
            if isinstance(value, Tensor) and value.ndim and len(value) == size
        }
