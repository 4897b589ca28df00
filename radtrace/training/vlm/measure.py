"""A trained model measured on films it has not seen, beside noise for films and image-blind answers."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.evaluation.score import ScoreRow
from radtrace.training.vlm.answer import GenerationSettings, answers
from radtrace.training.vlm.blind import blind_answers
from radtrace.training.vlm.data import DataFolder
from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.scores import score_answers
from radtrace.training.vlm.tiny import LoadedModel

BLIND, NOISE = "image-blind", "noise for films"


def measure_rows(
    recipe: Recipe, reader: LoadedModel, data: DataFolder, split: str = "test"
) -> tuple[ScoreRow, ...]:
    """The model on the films of a split and, if the recipe has controls, the noise and image-blind rows."""
    lessons = test_lessons(recipe, data, split)
    texts = {recipe.stage.value: ask(recipe, reader, lessons)}
    if recipe.evaluate.controls:
        train = [lesson for lesson in data.lessons if lesson.split == "train"]
        texts[NOISE] = ask(recipe, reader, lessons, noise=True)
        texts[BLIND] = blind_answers(train, lessons)
    groups = patients(data, lessons)
    return tuple(score_answers(lessons, given, groups, name) for name, given in texts.items())


def test_lessons(recipe: Recipe, data: DataFolder, split: str) -> list[Lesson]:
    """The lessons to measure on, of all tasks, to show what a stage costs the others."""
    return [lesson for task in Task for lesson in data.films(split, task, recipe.evaluate.films)]


def patients(data: DataFolder, lessons: Sequence[Lesson]) -> list[str]:
    """Each lesson's patient, or its film where the patient is unknown: what is resampled together."""
    known = {film: reading.study.patient for film, reading in data.readings.items()}
    return [known.get(lesson.film) or lesson.film for lesson in lessons]


def ask(recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson], noise: bool = False) -> list[str]:
    """The greedy answers to lessons, short tasks and long ones apart so that none waits for the other."""
    found: dict[str, str] = {}
    for task in Task:
        some = [lesson for lesson in lessons if lesson.task is task]
        settings = GenerationSettings(
            batch=recipe.evaluate.batch,
            longest=recipe.evaluate.longest,
            seed=recipe.seed,
            noise=noise,
            bf16=recipe.train.bf16,
        )
        generated = answers(reader, some, recipe.data, settings)
        found |= {lesson.id: texts[0] for lesson, texts in zip(some, generated, strict=True)}
    return [found[lesson.id] for lesson in lessons]
