"""All lessons of one Reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from radtrace.record import Presence, Reading
from radtrace.record.trace import compact_reading, format_trace
from radtrace.training.vlm.lessons.chain import chain_of, grounded
from radtrace.training.vlm.lessons.gazing import clue_lessons, frames_of, mimic_lessons, order_lessons
from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.lessons.prompts import prompt
from radtrace.training.vlm.lessons.told import as_told

# As many as a drawn film asks: fewer would ask less of what is there, where more is there.
MOST_QUESTIONS = 3
MOST_CLUES = 2
# One film in so many asks for a finding that is not there, so that "absent" stays a possible answer.
_ABSENT_EVERY = 2


class Asked(NamedTuple):
    """What a lesson is made of; `told` where the report alone teaches something else."""

    task: Task
    prompt: str
    answer: str
    truth: str = ""
    told: str = ""


def lessons_of(
    reading: Reading,
    film: str,
    split: str,
    questions: Sequence[tuple[str, str]] = (),
    prior: str | None = None,
) -> tuple[Lesson, ...]:
    """The lessons of a Reading, the same whenever they are made.

    Parameters
    ----------
    film
        The picture's path within the data folder.
    questions
        Pairs of question and answer about it.
    prior
        The trace of the patient's earlier film.
    """
    random = np.random.default_rng(crc32(film.encode()))
    asked = [*_seen(reading, random), *_asked(questions, random), *_gazed(reading, random)]
    name = film.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return tuple(
        Lesson(
            id=f"{name} {one.task} {place}",
            film=film,
            task=one.task,
            split=split,
            prompt=one.prompt,
            answer=one.answer.strip(),
            truth=one.truth.strip(),
            told=one.told.strip() if one.told not in ("", one.answer) else None,
            prior=prior,
        )
        for place, one in enumerate(asked)
    )


def _seen(reading: Reading, random: np.random.Generator) -> Iterator[Asked]:
    told = as_told(reading)
    chain = chain_of(reading)
    yield Asked(Task.READ, prompt("read"), chain, chain, chain_of(told))
    concept = _concept(reading, random)
    if concept is not None:
        answer = grounded(reading, concept)
        yield Asked(Task.GROUND, prompt("ground", concept=concept), answer, answer, grounded(told, concept))
    if reading.sentences:
        said = format_trace(_report(reading))
        yield Asked(Task.REPORT, prompt("report"), said, chain)


def _concept(reading: Reading, random: np.random.Generator) -> str | None:
    there = [f.concept for f in reading.findings if f.presence is not Presence.ABSENT]
    absent = [f.concept for f in reading.findings if f.presence is Presence.ABSENT]
    wanted = absent if not there or (absent and random.integers(_ABSENT_EVERY) == 0) else there
    return wanted[random.integers(len(wanted))] if wanted else None


def _report(reading: Reading) -> Reading:
    sentences = tuple(
        sentence.model_copy(update={"findings": (), "regions": ()}) for sentence in reading.sentences
    )
    bare = Reading(study=reading.study, sentences=sentences, provenance=reading.provenance)
    return compact_reading(bare)


def _asked(questions: Sequence[tuple[str, str]], random: np.random.Generator) -> Iterator[Asked]:
    for place in sorted(random.permutation(len(questions))[:MOST_QUESTIONS]):
        question, answer = questions[place]
        yield Asked(Task.QUESTION, prompt("question", question=question), answer)


def _gazed(reading: Reading, random: np.random.Generator) -> Iterator[Asked]:
    if reading.gaze is None:
        return
    frames = frames_of(reading)
    clues = list(clue_lessons(reading, frames))
    for place in sorted(random.permutation(len(clues))[:MOST_CLUES]):
        question, answer = clues[place]
        yield Asked(Task.CLUES, question, answer, answer)
    start = int(random.integers(0, max(len(reading.gaze.fixations) - 7, 0) + 1))
    for question, answer in mimic_lessons(reading, start):
        yield Asked(Task.MIMIC, question, answer, answer)
    for question, answer in order_lessons(frames, int(random.integers(2**31))):
        yield Asked(Task.ORDER, question, answer)
