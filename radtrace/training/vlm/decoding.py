"""Decoding with early exit: finished answers leave the batch, through `generate(custom_generate=...)`.

transformers computes finished answers until the longest of the batch is done. Answers about chest films run
from a line to a page, so on a CPU that is two thirds of the work. Tokens are sampled by inverting the
cumulative distribution with one random number an answer; `torch.multinomial` draws one for every token of the
vocabulary. Greedy answers equal those of transformers; sampled ones have the same distribution but differ for
the same seed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor

# Dropping rows copies the cache of the others, so it waits until this share of the batch is finished.
_SHARE = 1 / 8
# Model and decoder types whose state is the cache and the mask alone: Qwen2-VL has position ids of its own,
# Gemma 3 a sliding window.
_KNOWN = ("llava", "llama")


def supports_early_exit(model: Any) -> bool:
    """Whether `generate_with_early_exit` supports this model: a known class, in one process."""
    one_process = not torch.distributed.is_initialized() or torch.distributed.get_world_size() == 1
    return one_process and (model.config.model_type, model.config.get_text_config().model_type) == _KNOWN


def enable_early_exit(model: Any) -> None:
    """Make a model's own `generate` use `generate_with_early_exit`, where it is supported."""
    if supports_early_exit(model):
        model.generate = partial(type(model).generate, model, custom_generate=generate_with_early_exit)


def generate_with_early_exit(
    model: Any,
    input_ids: Tensor,
    logits_processor: Any,
    stopping_criteria: Any,
    generation_config: Any,
    **state: Any,
) -> Tensor:
    """Prompts (n, prompt) followed by their answers, (n, prompt + longest answer), padded on the right.

    Has the signature of transformers' own `_sample`; for one process, and a cache whose rows can be selected.
    """
    answers = [input_ids]
    unfinished = _Unfinished(torch.arange(len(input_ids), device=input_ids.device), input_ids, state)
    padding = _padding(generation_config)
    outputs = model._prefill(input_ids, generation_config, state)
    while True:
        unfinished.state = model._update_model_kwargs_for_generation(outputs, unfinished.state)
        scores = logits_processor(unfinished.written, outputs.logits[:, -1].float())
        words = pick_tokens(scores) if generation_config.do_sample else scores.argmax(dim=-1)
        words = torch.where(unfinished.done, padding, words)
        answers.append(unfinished.spread(words, len(input_ids), padding))
        unfinished.write(words, stopping_criteria)
        if unfinished.done.all():
            return torch.cat(answers, dim=1)
        unfinished.drop_finished()
        inputs = model.prepare_inputs_for_generation(
            unfinished.written, next_sequence_length=1, **unfinished.state
        )
        outputs = model(**inputs, return_dict=True)


def pick_tokens(scores: Tensor) -> Tensor:
    """One token (n) a row, sampled from the softmax of `scores` (n, tokens)."""
    sums = scores.softmax(dim=-1).double().cumsum(dim=-1)
    drawn = torch.rand(len(scores), 1, dtype=torch.float64, device=scores.device) * sums[:, -1:]
    return torch.searchsorted(sums, drawn, right=True).squeeze(1)


def _padding(generation_config: Any) -> int:
    """The padding token; a model without one has no end token either."""
    found = generation_config._pad_token_tensor
    return 0 if found is None else int(found)


class _Unfinished:
    """The unfinished answers: their rows, the tokens so far, and the model's state."""

    def __init__(self, rows: Tensor, written: Tensor, state: dict[str, Any]) -> None:
        self.rows, self.written, self.state = rows, written, state
        self.done = torch.zeros_like(rows, dtype=torch.bool)

    def spread(self, words: Tensor, size: int, padding: int) -> Tensor:
        """The tokens (size, 1) of all answers; padding for those that were dropped."""
        column = words.new_full((size, 1), padding)
        column[self.rows, 0] = words
        return column

    def write(self, words: Tensor, stopping_criteria: Any) -> None:
        self.written = torch.cat([self.written, words[:, None]], dim=1)
        self.done |= stopping_criteria(self.written, None)

    def drop_finished(self) -> None:
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
