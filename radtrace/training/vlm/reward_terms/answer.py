"""An answer and its truth, parsed once for all reward terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from radtrace.record import (
    BadInput,
    BoxSet,
    FilmReference,
    Finding,
    Presence,
    PriorReference,
    Provenance,
    Reading,
    StudyReference,
)
from radtrace.record.trace import TraceError, parse_trace

# An answer may speak of a frontal and a lateral film, and of those of the prior.
_FILMS = (FilmReference(file="frontal"), FilmReference(file="lateral"))
_STUDY = StudyReference(films=_FILMS, prior=PriorReference(films=_FILMS))
_MODEL = Provenance(reader="model", version="0")


@dataclass(frozen=True)
class ParsedAnswer:
    """An answer beside its truth: its text, and its Reading if it is valid trace text.

    `prior` is the trace of the patient's earlier film, where the question came with one.
    """

    text: str
    parsed: Reading | None
    truth: Reading
    truth_text: str
    prior: str | None = None


def parse_answer(answer: str, truth: str, prior: str | None = None) -> ParsedAnswer:
    """An answer beside the truth, both as trace text.

    Raises
    ------
    BadInput
        If the truth is not valid trace text; an answer may be anything.
    """
    return ParsedAnswer(answer, _read(answer.strip()), _truth(truth), truth, prior)


@lru_cache(maxsize=65_536)
def _truth(truth: str) -> Reading:
    try:
        return parse_trace(truth, study=_STUDY, provenance=_MODEL)
    except TraceError as error:
        raise BadInput(f"a reward's truth is not trace text: {error}") from error


def _read(answer: str) -> Reading | None:
    if not answer:
        return None
    try:
        return parse_trace(answer, study=_STUDY, provenance=_MODEL)
    except TraceError:
        return None


def claimed(reading: Reading) -> list[Finding]:
    """The findings claimed present or uncertain."""
    return [finding for finding in reading.findings if finding.presence is not Presence.ABSENT]


def boxes_of(reading: Reading) -> BoxSet:
    """The boxes of all claimed findings, labelled by concept and side."""
    return BoxSet.from_findings("answer", reading.findings)


def agreement(claims: Iterable[object], truth: Iterable[object]) -> float:
    """F1 of two collections as multisets; 1 where both are empty."""
    one, other = Counter(claims), Counter(truth)
    size = one.total() + other.total()
    return 2 * (one & other).total() / size if size else 1.0
