"""Lessons as datasets for TRL: messages with an image, or with its path for a processor that takes paths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radtrace.training.vlm.lessons.lesson import Lesson

if TYPE_CHECKING:
    from datasets import Dataset

# A lesson, its chosen and its rejected answer.
Pair = tuple[Lesson, str, str]


def user(prompt: str) -> list[dict[str, Any]]:
    """A prompt as messages; TRL puts the image in front of the first message's text."""
    return [{"role": "user", "content": prompt}]


def assistant(answer: str) -> list[dict[str, Any]]:
    """An answer as a message."""
    return [{"role": "assistant", "content": answer}]


def supervised_dataset(lessons: Sequence[Lesson], folder: Path, paths: bool = False) -> Dataset:
    """Prompts with their answers, for supervised training."""
    return _with_images(
        [
            {
                "prompt": user(lesson.prompt),
                "completion": assistant(lesson.answer),
                "image": str(folder / lesson.film),
                "length": len(lesson.answer),
            }
            for lesson in lessons
        ],
        paths,
    )


def prompt_dataset(lessons: Sequence[Lesson], folder: Path, paths: bool = False) -> Dataset:
    """Prompts with the columns `truth` and `prior` that the rewards read."""
    return _with_images(
        [
            {
                "prompt": user(lesson.prompt),
                "truth": lesson.truth,
                "prior": lesson.prior,
                "image": str(folder / lesson.film),
            }
            for lesson in lessons
        ],
        paths,
    )


def preference_dataset(
    pairs: Sequence[tuple[Lesson, str, str]], folder: Path, paths: bool = False
) -> Dataset:
    """Prompts with a chosen and a rejected answer each, for DPO and its kin."""
    return _with_images(
        [
            {
                "prompt": user(lesson.prompt),
                "chosen": assistant(better),
                "rejected": assistant(worse),
                "image": str(folder / lesson.film),
            }
            for lesson, better, worse in pairs
        ],
        paths,
    )


def unpaired_dataset(pairs: Sequence[Pair], folder: Path, paths: bool = False) -> Dataset:
    """Prompts with one answer each and whether it was the chosen one, for KTO."""
    return _with_images(
        [
            {
                "prompt": user(lesson.prompt),
                "completion": assistant(answer),
                "label": label,
                "image": str(folder / lesson.film),
            }
            for lesson, better, worse in pairs
            for answer, label in ((better, True), (worse, False))
        ],
        paths,
    )


def _with_images(rows: list[dict[str, Any]], paths: bool) -> Dataset:
    from datasets import Dataset, Image

    table = Dataset.from_list(rows)
    return table if paths else table.cast_column("image", Image())
