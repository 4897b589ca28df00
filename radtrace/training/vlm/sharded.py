"""Readers spread over GPUs: what needs one whole reader, or a GPU before the trainer has taken it there.

Under FSDP every process holds a share of the weights, and whatever asks or saves the reader needs all of them
at once: one process alone would wait for the others for ever.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from radtrace.training.vlm.models import ADAPTER, MODEL, load_vlm, save_vlm
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.tiny import LoadedModel


@contextmanager
def on_gpu(model: Any) -> Iterator[None]:
    """The model on this process's GPU, if it has one, for as long as it is asked; then where it was."""
    import torch

    before = model.device
    if torch.cuda.is_available():
        model.to(f"cuda:{os.environ.get('LOCAL_RANK', '0')}")
    try:
        yield
    finally:
        model.to(before)


def gathered(recipe: Recipe, reader: LoadedModel, trainer: Any) -> LoadedModel:
    """The trained reader, whole: written to `recipe.out` by the first process, read back there and asked.

    All processes take part; the others get the reader they gave.

    Raises
    ------
    BadInput
        If the disk refuses.
    """
    if recipe.lora is not None:
        trainer.save_model(str(recipe.out / ADAPTER))
    weights = None if recipe.lora else trainer.accelerator.get_state_dict(trainer.model)
    if not trainer.is_world_process_zero():
        return reader
    model = _merged(recipe) if recipe.lora else trainer.accelerator.unwrap_model(trainer.model)
    save_vlm(model, reader.processor, recipe.out / MODEL, weights)
    whole = load_vlm(str(recipe.out / MODEL))
    whole.model.to(trainer.args.device)
    return whole


def _merged(recipe: Recipe) -> Any:
    """The base with the adapter that was saved: shares of weights cannot be merged one by one."""
    from peft import PeftModel

    base = load_vlm(str(recipe.model)).model
    return PeftModel.from_pretrained(base, recipe.out / ADAPTER).merge_and_unload()
