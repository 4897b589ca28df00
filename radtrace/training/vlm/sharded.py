"""Models sharded over GPUs: steps that need the whole model, or a GPU before the trainer moves it there.

Under FSDP every process holds a shard of the weights. Generating and saving need all processes at once: a
single one would wait for the others forever.
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
    """Move the model to this process's GPU, if there is one, until the block ends."""
    import torch

    before = model.device
    if torch.cuda.is_available():
        model.to(f"cuda:{os.environ.get('LOCAL_RANK', '0')}")
    try:
        yield
    finally:
        model.to(before)


def gathered(recipe: Recipe, reader: LoadedModel, trainer: Any) -> LoadedModel:
    """The gathered model: the first process writes it to `recipe.out` and loads it from there.

    All processes take part; the others get back the model they passed.

    Raises
    ------
    BadInput
        If the folder cannot be written.
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
    """The base model with the saved adapter merged: shards cannot be merged one by one."""
    from peft import PeftModel

    base = load_vlm(str(recipe.model)).model
    return PeftModel.from_pretrained(base, recipe.out / ADAPTER).merge_and_unload()
