"""Generate a reader's answers to lessons, greedy or sampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.tiny import LoadedModel

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class GenerationSettings:
    """How answers are generated.

    Attributes
    ----------
    batch
        Prompts at a time.
    longest
        Most tokens of an answer.
    temperature
        0 for greedy decoding.
    samples
        Answers a prompt.
    noise
        Replace every film by noise drawn from `seed`: the control that a reader which looks must beat.
    """

    batch: int = 50
    longest: int = 160
    temperature: float = 0.0
    samples: int = 1
    seed: int = 0
    noise: bool = False
    bf16: bool = True


def answers(
    reader: LoadedModel, lessons: Sequence[Lesson], folder: Path, settings: GenerationSettings
) -> list[list[str]]:
    """The `samples` answers to each lesson; films lie under `folder`."""
    import torch

    was_training = reader.model.training
    reader.model.eval()
    torch.manual_seed(settings.seed)
    pictures = np.random.default_rng(settings.seed)
    found: list[list[str]] = []
    waiting = iter(lessons)
    while batch := list(islice(waiting, settings.batch)):
        files = [folder / lesson.film for lesson in batch]
        films = [_film(reader, file, pictures if settings.noise else None) for file in files]
        found += _answered(reader, [lesson.prompt for lesson in batch], films, settings)
    reader.model.train(was_training)
    return found


def _answered(
    reader: LoadedModel, prompts: Sequence[str], films: Sequence[Image | str], settings: GenerationSettings
) -> list[list[str]]:
    import torch

    from radtrace.training.vlm.decoding import generate_with_early_exit, supports_early_exit

    inputs = _inputs(reader, prompts, films)
    sampling = (
        {"do_sample": True, "temperature": settings.temperature, "top_k": 0, "top_p": 1.0}
        if settings.temperature
        else {"do_sample": False}
    )
    device = reader.model.device
    with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=settings.bf16):
        written = reader.model.generate(
            **inputs.to(device),
            max_new_tokens=settings.longest,
            num_return_sequences=settings.samples,
            custom_generate=generate_with_early_exit if supports_early_exit(reader.model) else None,
            **sampling,
        )
    texts = reader.processor.batch_decode(
        written[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True
    )
    size = settings.samples
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def _inputs(reader: LoadedModel, prompts: Sequence[str], films: Sequence[Image | str]) -> Any:
    messages = [
        [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": prompt}]}]
        for prompt in prompts
    ]
    texts = reader.processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    return reader.processor(
        images=[[film] for film in films],
        text=texts,
        padding=True,
        padding_side="left",
        return_tensors="pt",
        add_special_tokens=False,
    )


def _film(reader: LoadedModel, file: Path, noise: np.random.Generator | None) -> Image | str:
    from PIL import Image

    from radtrace.training.vlm.feature_cache import takes_paths

    if noise is None and takes_paths(reader.processor):
        return str(file)
    with Image.open(file) as picture:
        if noise is None:
            return picture.convert("RGB")
        pixels = noise.integers(0, 256, (picture.height, picture.width), np.uint8)
    return Image.fromarray(pixels).convert("RGB")
