"""Lessons as TRL takes them: messages with a picture, or with its path for a processor that takes paths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radtrace.training.vlm.lessons.lesson import Lesson

if TYPE_CHECKING:
    from datasets import Dataset


def user(prompt: str) -> list[dict[str, Any]]:
    """The messages of a question; TRL puts the picture in front of the first one's text."""
    return [{"role": "user", "content": prompt}]


def assistant(answer: str) -> list[dict[str, Any]]:
    """The message of an answer."""
    return [{"role": "assistant", "content": answer}]


def taught(lessons: Sequence[Lesson], folder: Path, paths: bool = False) -> Dataset:
    """Questions with their answers, for supervised training."""
    return _pictured(
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


def asked(lessons: Sequence[Lesson], folder: Path, paths: bool = False) -> Dataset:
    """Questions with the truth beside them, for rewards."""
    return _pictured(
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


def preferred(pairs: Sequence[tuple[Lesson, str, str]], folder: Path, paths: bool = False) -> Dataset:
    """Questions with a better and a worse answer each."""
    return _pictured(
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


def judged_alone(pairs: Sequence[tuple[Lesson, str, str]], folder: Path, paths: bool = False) -> Dataset:
    """Questions with one answer each, and whether it is the better one."""
    return _pictured(
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


def _pictured(rows: list[dict[str, Any]], paths: bool) -> Dataset:
    from datasets import Dataset, Image

    table = Dataset.from_list(rows)
    return table if paths else table.cast_column("image", Image())
