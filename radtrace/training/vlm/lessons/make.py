"""All lessons of one Reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np

from radtrace.record import Presence, Reading
from radtrace.record.trace import compact_reading, format_trace
from radtrace.training.vlm.lessons.chain import chain_of, grounded
from radtrace.training.vlm.lessons.gazing import clue_lessons, mimic_lessons, order_lessons
from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.lessons.prompts import prompt

MOST_QUESTIONS = 2
MOST_CLUES = 2
# One film in so many asks for a finding that is not there, so that "absent" stays a possible answer.
_ABSENT_EVERY = 2

Asked = tuple[Task, str, str, str]


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
            id=f"{name} {task} {place}",
            film=film,
            task=task,
            split=split,
            prompt=question,
            answer=answer.strip(),
            truth=truth.strip(),
            prior=prior,
        )
        for place, (task, question, answer, truth) in enumerate(asked)
    )


def _seen(reading: Reading, random: np.random.Generator) -> Iterator[Asked]:
    chain = chain_of(reading)
    yield Task.READ, prompt("read"), chain, chain
    concept = _concept(reading, random)
    if concept is not None:
        answer = grounded(reading, concept)
        yield Task.GROUND, prompt("ground", concept=concept), answer, answer
    if reading.sentences:
        said = format_trace(_report(reading))
        yield Task.REPORT, prompt("report"), said, chain


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
        yield Task.QUESTION, prompt("question", question=question), answer, ""


def _gazed(reading: Reading, random: np.random.Generator) -> Iterator[Asked]:
    if reading.gaze is None:
        return
    clues = list(clue_lessons(reading))
    for place in sorted(random.permutation(len(clues))[:MOST_CLUES]):
        yield Task.CLUES, *clues[place], clues[place][1]
    start = int(random.integers(0, max(len(reading.gaze.fixations) - 7, 0) + 1))
    for question, answer in mimic_lessons(reading, start):
        yield Task.MIMIC, question, answer, answer
    for question, answer in order_lessons(reading, int(random.integers(2**31))):
        yield Task.ORDER, question, answer, ""
