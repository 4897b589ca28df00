"""Load and save vision-language models: any folder or id that transformers knows as image-text-to-text."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from radtrace.errors import one_line
from radtrace.readers.hf.local import OWN_SETTINGS, find_model
from radtrace.readers.hf.processor import load_processor
from radtrace.record import BadInput
from radtrace.training.vlm.disk import writing
from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.lessons.prompts import reader_settings
from radtrace.training.vlm.tiny import LoadedModel, TinySize, build_tiny

# The folders of a stage's model and of its adapter.
MODEL, ADAPTER = "model", "adapter"


def load_vlm(name: str) -> LoadedModel:
    """The model and processor at a folder, or of an id in the local cache.

    Raises
    ------
    BadInput
        If there is none, or it is of another kind.
    """
    from safetensors import SafetensorError
    from transformers import AutoModelForImageTextToText

    import radtrace.readers.hf.eye  # noqa: F401, so that transformers knows the tiny reader's tower

    folder = find_model(name)
    try:
        _check_kind(name, folder)
        processor = load_processor(folder)
        return LoadedModel(
            AutoModelForImageTextToText.from_pretrained(
                folder, dtype="float32", use_safetensors=True, trust_remote_code=False
            ),
            processor,
        )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        raise BadInput(f"model {name!r} cannot be loaded: {_reason(error)}") from error


def _check_kind(name: str, folder: Path) -> None:
    """Reject other kinds of model by the configuration alone, before any weight is loaded."""
    from transformers import AutoConfig
    from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES

    kind = AutoConfig.from_pretrained(folder, trust_remote_code=False).model_type
    if kind not in MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES:
        raise BadInput(
            f"model {name!r} is of kind {kind!r}, which takes no images; give an image-text-to-text model"
        )


def new_tiny_vlm(tiny: TinySize, lessons: Sequence[Lesson], seed: int) -> LoadedModel:
    """A tiny model with random weights whose tokenizer covers these lessons."""
    corpus = [text for lesson in lessons for text in (lesson.prompt, lesson.answer)]
    return build_tiny(tiny, corpus, seed)


def freeze_tower(model: Any) -> None:
    """Freeze the vision tower; the projector and the decoder stay trainable."""
    for name, weight in model.named_parameters():
        weight.requires_grad_("vision_tower" not in name and "visual" not in name)


def save_vlm(model: Any, processor: Any, folder: Path, weights: Any = None) -> None:
    """Write safetensors, configuration and processor to `folder` atomically.

    `weights` are the gathered weights of a sharded model.

    Raises
    ------
    BadInput
        If the folder cannot be written.
    """
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        with writing(folder):
            model.save_pretrained(draft, state_dict=weights)
            processor.save_pretrained(draft)
            (draft / OWN_SETTINGS).write_text(reader_settings(), "utf-8")
            _put(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put(draft: Path, folder: Path) -> None:
    """Replace the folder by the draft."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)
    os.replace(draft, folder)
    shutil.rmtree(old, ignore_errors=True)


def _reason(error: Exception) -> str:
    if "trust_remote_code" in str(error):
        return "it needs code of its own, which is never run; give a model that transformers supports"
    if isinstance(error, RuntimeError):
        return "its weights do not fit its config.json; copy the model again"
    return one_line(error)
