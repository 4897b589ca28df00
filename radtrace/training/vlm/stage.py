"""Run one stage, from a recipe to a model with its card; interrupted runs resume at a checkpoint."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from radtrace.files.atomic import atomic_write
from radtrace.files.lock import exclusive
from radtrace.record import BadInput
from radtrace.training.vlm.arguments import last_checkpoint
from radtrace.training.vlm.card import Trained, card
from radtrace.training.vlm.data import DataFolder, open_data
from radtrace.training.vlm.disk import writing
from radtrace.training.vlm.lessons.lesson import Lesson, with_box_share
from radtrace.training.vlm.measure import measure_rows
from radtrace.training.vlm.models import ADAPTER, MODEL, freeze_tower, load_vlm, new_tiny_vlm, save_vlm
from radtrace.training.vlm.recipe import Recipe, Stage
from radtrace.training.vlm.sharded import gathered, on_gpu
from radtrace.training.vlm.table import SCORES, rows_json, write_cases
from radtrace.training.vlm.tiny import LoadedModel

MARK, CARD = "recipe.json", "card.md"
Say = Callable[[str], None]


def run_stage(recipe: Recipe, say: Say) -> Trained:
    """Train, evaluate, and write model, scores and card under `recipe.out`.

    Raises
    ------
    BadInput
        If data, model or disk do not fit the recipe; the last checkpoint stays usable.
    """
    _make(recipe.out)
    with exclusive(recipe.out), writing(recipe.out):
        _mark(recipe)
        _quiet()
        return _run(recipe, say)


def _run(recipe: Recipe, say: Say) -> Trained:
    started = time.monotonic()
    data = open_data(recipe.data)
    lessons = with_box_share(data.some("train", recipe.weights(), recipe.seed), recipe.boxed)
    reader = _reader(recipe, data)
    say(f"{recipe.stage}: {len(lessons)} lessons, {reader.model.num_parameters():,} weights")
    trainer, notes = _train(recipe, reader, lessons, data, say)
    reader = _finished(recipe, reader, trainer)
    if not trainer.is_world_process_zero():
        return Trained(recipe.out, (), notes, time.monotonic() - started, 0)
    rows = () if recipe.stage is Stage.SIGHT else measure_rows(recipe, reader, data)
    seconds = time.monotonic() - started
    trained = Trained(recipe.out, rows, notes, seconds, reader.model.num_parameters())
    _write(recipe, trained, data)
    return trained


def _finished(recipe: Recipe, reader: LoadedModel, trainer: Any) -> LoadedModel:
    """The trained model, saved by one process."""
    if trainer.is_fsdp_enabled:
        return gathered(recipe, reader, trainer)
    model = reader.model
    if recipe.stage is not Stage.SIGHT:
        model = trainer.accelerator.unwrap_model(trainer.model)
    if recipe.lora is not None:
        trainer.save_model(str(recipe.out / ADAPTER))
        model = model.merge_and_unload()
    if trainer.is_world_process_zero():
        save_vlm(model, reader.processor, recipe.out / MODEL)
    return LoadedModel(model, reader.processor)


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"cannot write {out}: {error.strerror}; give another out") from error


def _mark(recipe: Recipe) -> None:
    """Write the recipe to the folder, and reject a folder that another recipe has trained in."""
    mark = recipe.out / MARK
    trained = (recipe.out / MODEL).exists() or last_checkpoint(recipe.out) is not None
    if trained and mark.is_file() and _read_mark(mark) != recipe:
        raise BadInput(
            f"{recipe.out} was started with another recipe; give another out, or remove the folder"
        )
    atomic_write(mark, recipe.model_dump_json(indent=2) + "\n")


def _read_mark(mark: Path) -> Recipe | None:
    """The recipe in a folder, with old names accepted; None where the file is broken."""
    try:
        return Recipe.model_validate_json(mark.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _quiet() -> None:
    from transformers.utils import logging

    logging.disable_progress_bar()
    # Its warnings, such as unknown names in a checkpoint, are handled in `_restore`.
    logging.set_verbosity_error()
    # TRL reads a property that transformers has renamed, in every generation.
    warnings.filterwarnings("ignore", "`is_gradient_checkpointing` is deprecated", FutureWarning)


def _reader(recipe: Recipe, data: DataFolder) -> LoadedModel:
    import torch

    if recipe.train.threads:
        torch.set_num_threads(recipe.train.threads)
    if recipe.tiny is not None:
        train = [lesson for lesson in data.lessons if lesson.split == "train"]
        reader = new_tiny_vlm(recipe.tiny, train, recipe.seed)
    else:
        reader = load_vlm(str(recipe.model))
    if recipe.train.frozen_tower:
        reader = _frozen(recipe, reader)
    if not torch.cuda.is_available():
        # On a CPU the fused attention's backward pass is slower than the plain one.
        reader.model.set_attn_implementation("eager")
    return reader


def _frozen(recipe: Recipe, reader: LoadedModel) -> LoadedModel:
    """The model with a frozen tower, whose film features can therefore be cached."""
    from radtrace.training.vlm.feature_cache import cache_features

    freeze_tower(reader.model)
    return reader if recipe.stage is Stage.SIGHT else cache_features(reader, recipe.train.remember)


def _train(
    recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson], data: DataFolder, say: Say
) -> tuple[Any, dict[str, float]]:
    from radtrace.training.vlm.validation import ValidationCallback

    notes: dict[str, float] = {}
    trainer = _trainer(recipe, reader, lessons, data, notes)
    if recipe.stage is not Stage.SIGHT:
        trainer.add_callback(
            ValidationCallback(recipe, LoadedModel(trainer.model, reader.processor), data, trainer)
        )
    checkpoint = last_checkpoint(recipe.out)
    if checkpoint is not None:
        say(f"{recipe.stage}: resuming from {checkpoint.name}")
        _restore(recipe, trainer, checkpoint)
    result = trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    notes["loss"] = float(result.training_loss)
    return trainer, notes


def _restore(recipe: Recipe, trainer: Any, checkpoint: Path) -> None:
    """Load a checkpoint's weights into the model.

    The trainer matches names in the file, and where transformers writes other names than the model has, as
    for LLaVA, it leaves the weights unloaded without an error. Adapters, the head of the stage sight and
    sharded weights are loaded by the trainer.
    """
    if recipe.stage is not Stage.SIGHT and recipe.lora is None and not trainer.is_fsdp_enabled:
        trainer.model.load_state_dict(load_vlm(str(checkpoint)).model.state_dict())


def _trainer(
    recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson], data: DataFolder, notes: dict[str, float]
) -> Any:
    if recipe.stage is Stage.SIGHT:
        from radtrace.training.vlm.sight import sight_trainer

        return sight_trainer(recipe, reader, data)
    if recipe.stage is Stage.REINFORCE:
        from radtrace.training.vlm.reinforce import check_cold_start, reinforcement_trainer

        with on_gpu(reader.model):
            notes["valid at the start"] = check_cold_start(recipe, reader, lessons)
        return reinforcement_trainer(recipe, reader, lessons)
    if recipe.stage is Stage.PREFER:
        from radtrace.training.vlm.prefer import build_pairs, length_ratio, preference_trainer

        with on_gpu(reader.model):
            pairs = build_pairs(recipe, reader, lessons)
        notes |= {"pairs": float(len(pairs)), "length of chosen over rejected": length_ratio(pairs)}
        return preference_trainer(recipe, reader, pairs)
    from radtrace.training.vlm.supervised import supervised_trainer

    return supervised_trainer(recipe, reader, lessons)


def _write(recipe: Recipe, trained: Trained, data: DataFolder) -> None:
    if trained.rows:
        write_cases(recipe.out, trained.rows[0])
    content = {"rows": rows_json(trained.rows), "notes": trained.notes, "seconds": round(trained.seconds, 1)}
    atomic_write(recipe.out / SCORES, json.dumps(content, indent=2) + "\n")
    atomic_write(recipe.out / CARD, card(recipe, trained, data))
