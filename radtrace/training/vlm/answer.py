"""Answers of a reader to lessons, greedy or sampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.tiny import Reader

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class Asking:
    """How to ask: answers at a time, the longest answer in tokens, and 0 for greedy or a temperature.

    `blank` replaces every film: "noise" by noise drawn from `seed`, which a reader that looks cannot use.
    """

    batch: int = 50
    longest: int = 160
    temperature: float = 0.0
    samples: int = 1
    seed: int = 0
    noise: bool = False
    bf16: bool = True


def answers(reader: Reader, lessons: Sequence[Lesson], folder: Path, asking: Asking) -> list[list[str]]:
    """For every lesson its answers, `samples` of them."""
    import torch

    was_training = reader.model.training
    reader.model.eval()
    torch.manual_seed(asking.seed)
    pictures = np.random.default_rng(asking.seed)
    found: list[list[str]] = []
    waiting = iter(lessons)
    while batch := list(islice(waiting, asking.batch)):
        files = [folder / lesson.film for lesson in batch]
        films = [_film(reader, file, pictures if asking.noise else None) for file in files]
        found += _answered(reader, [lesson.prompt for lesson in batch], films, asking)
    reader.model.train(was_training)
    return found


def _answered(
    reader: Reader, prompts: Sequence[str], films: Sequence[Image | str], asking: Asking
) -> list[list[str]]:
    import torch

    from radtrace.training.vlm.decoding import leaves, leaving

    inputs = _inputs(reader, prompts, films)
    sampling = (
        {"do_sample": True, "temperature": asking.temperature, "top_k": 0, "top_p": 1.0}
        if asking.temperature
        else {"do_sample": False}
    )
    device = reader.model.device
    with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=asking.bf16):
        written = reader.model.generate(
            **inputs.to(device),
            max_new_tokens=asking.longest,
            num_return_sequences=asking.samples,
            custom_generate=leaving if leaves(reader.model) else None,
            **sampling,
        )
    texts = reader.processor.batch_decode(
        written[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True
    )
    size = asking.samples
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def _inputs(reader: Reader, prompts: Sequence[str], films: Sequence[Image | str]) -> Any:
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


def _film(reader: Reader, file: Path, noise: np.random.Generator | None) -> Image | str:
    from PIL import Image

    from radtrace.training.vlm.features import takes_paths

    if noise is None and takes_paths(reader.processor):
        return str(file)
    with Image.open(file) as picture:
        if noise is None:
            return picture.convert("RGB")
        pixels = noise.integers(0, 256, (picture.height, picture.width), np.uint8)
    return Image.fromarray(pixels).convert("RGB")
