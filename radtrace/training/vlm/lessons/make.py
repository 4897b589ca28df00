"""All lessons of one Reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from radtrace.record import Presence, Question, Reading
from radtrace.record.trace import compact_reading, format_trace
from radtrace.training.vlm.lessons.chain import chain_of, grounded
from radtrace.training.vlm.lessons.gaze import clue_lessons, frames_of, mimic_lessons, order_lessons
from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.lessons.prompts import prompt
from radtrace.training.vlm.lessons.zone_boxes import with_zone_boxes

# As many as a drawn film has: with fewer, films with many findings would be asked about too few of them.
MOST_QUESTIONS = 3
MOST_CLUES = 2
# One film in two asks for an absent finding, so that "absent" stays a possible answer.
_ABSENT_EVERY = 2


class _Content(NamedTuple):
    """What a lesson is made of; `zone_answer` where the report alone supports another answer."""

    task: Task
    prompt: str
    answer: str
    truth: str = ""
    zone_answer: str = ""


def lessons_of(
    reading: Reading,
    film: str,
    split: str,
    questions: Sequence[Question] = (),
    prior: str | None = None,
) -> tuple[Lesson, ...]:
    """The lessons of a Reading; deterministic.

    Parameters
    ----------
    film
        The picture's path within the data folder.
    questions
        Questions about it; those without an answer are left out.
    prior
        The trace of the patient's earlier film.
    """
    random = np.random.default_rng(crc32(film.encode()))
    contents = [
        *_reading_lessons(reading, random),
        *_question_lessons(questions, random),
        *_gaze_lessons(reading, random),
    ]
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
            zone_answer=one.zone_answer.strip() if one.zone_answer not in ("", one.answer) else None,
            prior=prior,
        )
        for place, one in enumerate(contents)
    )


def _reading_lessons(reading: Reading, random: np.random.Generator) -> Iterator[_Content]:
    zoned = with_zone_boxes(reading)
    chain = chain_of(reading)
    yield _Content(Task.READ, prompt("read"), chain, chain, chain_of(zoned))
    concept = _concept(reading, random)
    if concept is not None:
        answer = grounded(reading, concept)
        yield _Content(
            Task.GROUND, prompt("ground", concept=concept), answer, answer, grounded(zoned, concept)
        )
    if reading.sentences:
        text = format_trace(_report(reading))
        yield _Content(Task.REPORT, prompt("report"), text, chain)


def _concept(reading: Reading, random: np.random.Generator) -> str | None:
    there = [f.concept for f in reading.findings if f.presence is not Presence.ABSENT]
    absent = [f.concept for f in reading.findings if f.presence is Presence.ABSENT]
    candidates = absent if not there or (absent and random.integers(_ABSENT_EVERY) == 0) else there
    return candidates[random.integers(len(candidates))] if candidates else None


def _report(reading: Reading) -> Reading:
    sentences = tuple(
        sentence.model_copy(update={"findings": (), "regions": ()}) for sentence in reading.sentences
    )
    bare = Reading(study=reading.study, sentences=sentences, provenance=reading.provenance)
    return compact_reading(bare)


def _question_lessons(questions: Sequence[Question], random: np.random.Generator) -> Iterator[_Content]:
    answered = [(one.text, one.answer.text) for one in questions if one.answer]
    for place in sorted(random.permutation(len(answered))[:MOST_QUESTIONS]):
        question, answer = answered[place]
        yield _Content(Task.QUESTION, prompt("question", question=question), answer)


def _gaze_lessons(reading: Reading, random: np.random.Generator) -> Iterator[_Content]:
    if reading.gaze is None:
        return
    frames = frames_of(reading)
    clues = list(clue_lessons(reading, frames))
    for place in sorted(random.permutation(len(clues))[:MOST_CLUES]):
        question, answer = clues[place]
        yield _Content(Task.CLUES, question, answer, answer)
    start = int(random.integers(0, max(len(reading.gaze.fixations) - 7, 0) + 1))
    for question, answer in mimic_lessons(reading, start):
        yield _Content(Task.MIMIC, question, answer, answer)
    for question, answer in order_lessons(frames, int(random.integers(2**31))):
        yield _Content(Task.ORDER, question, answer)
