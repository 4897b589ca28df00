"""A recipe as the arguments shared by all trainers of transformers and TRL."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from radtrace.training.vlm.recipe import Recipe

LOGS = "logs"


def arguments(recipe: Recipe) -> dict[str, Any]:
    """Keyword arguments of TrainingArguments and of TRL's classes derived from it."""
    import torch

    train = recipe.train
    on_cpu = not torch.cuda.is_available()
    os.environ["TENSORBOARD_LOGGING_DIR"] = str(recipe.out / LOGS)
    return {
        "output_dir": str(recipe.out / "checkpoints"),
        "max_steps": train.steps,
        "per_device_train_batch_size": train.batch,
        "gradient_accumulation_steps": train.accumulate,
        "learning_rate": train.rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": round(train.warmup * train.steps),
        "weight_decay": train.weight_decay,
        "max_grad_norm": train.clip,
        "bf16": train.bf16,
        "use_cpu": on_cpu,
        "activation_checkpointing": train.gradient_checkpointing,
        "logging_steps": train.log_every,
        "save_steps": train.checkpoint_every,
        "save_total_limit": 2,
        "report_to": ["tensorboard"],
        "disable_tqdm": True,
        "seed": recipe.seed,
        "data_seed": recipe.seed,
        "dataloader_pin_memory": not on_cpu,
    }


def last_checkpoint(out: Path) -> Path | None:
    """The newest complete checkpoint: the trainer writes its state file last."""
    found = [folder for folder in (out / "checkpoints").glob("checkpoint-*") if _whole(folder)]
    return max(found, key=lambda folder: int(folder.name.rsplit("-", 1)[1]), default=None)


def _whole(checkpoint: Path) -> bool:
    try:
        return bool(json.loads((checkpoint / _LAST).read_text("utf-8")))
    except (OSError, ValueError):
        return False


_LAST = "trainer_state.json"
