"""The Reading: what a reader saw, where, in which order, how certain it is, and what it reports.

Parts refer to each other by id; a Reading with an id that does not resolve is invalid. Boxes and points are
in the film frame (see `geometry`), times are seconds, lengths millimetres.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, Protocol

from pydantic import model_validator

from radtrace.record.findings import Finding, Measurement, Region, Step
from radtrace.record.gaze import Gaze
from radtrace.record.geometry import FilmBox, Record, Text
from radtrace.record.migrate import migrated
from radtrace.record.reference import StudyReference
from radtrace.record.report import Check, Sentence
from radtrace.record.tasks import Grounding, Question, ToolClaim

SCHEMA_VERSION: Literal["1.2"] = "1.2"


class ModelOutput(Record):
    """A language model's output, verbatim, and what was repaired before it was used.

    `prompt` names the prompt and the hash of its text.
    """

    prompt: Text
    text: str
    repairs: tuple[str, ...] = ()


class Provenance(Record):
    """Which reader made the Reading, and from what. `weights_sha256` is the hash of its weights.

    `outputs` are a language model's, in order.
    """

    reader: Text
    version: Text
    weights_sha256: str | None = None
    seed: int = 0
    outputs: tuple[ModelOutput, ...] = ()
    intended_use: str = "For research use only. Not for clinical use."


class Reading(Record):
    """A study read by a model or a person.

    `steps` are the path of an inspection protocol, region by region; `gaze` is a gaze that follows none.

    Raises
    ------
    pydantic.ValidationError
        If an id is used twice or does not resolve.

    Examples
    --------
    >>> reading = radtrace.read("film.dcm")
    >>> len(reading.steps), reading.measurements[0].name
    (27, 'cardiothoracic ratio')
    """

    schema_version: Literal["1.2"] = SCHEMA_VERSION
    study: StudyReference
    regions: tuple[Region, ...] = ()
    steps: tuple[Step, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[Finding, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    questions: tuple[Question, ...] = ()
    groundings: tuple[Grounding, ...] = ()
    tool_claims: tuple[ToolClaim, ...] = ()
    checks: tuple[Check, ...] = ()
    gaze: Gaze | None = None
    provenance: Provenance

    @model_validator(mode="before")
    @classmethod
    def _migrated(cls, data: Any) -> Any:
        return migrated(data)

    @model_validator(mode="after")
    def _references_resolve(self) -> Reading:
        _check_identifiers(self)
        check_films(self)
        return self


def _check_identifiers(reading: Reading) -> None:
    known = {
        "region": _unique("region", reading.regions),
        "step": _unique("step", reading.steps),
        "measurement": _unique("measurement", reading.measurements),
        "finding": _unique("finding", reading.findings),
        "sentence": _unique("sentence", reading.sentences),
    }
    for kind, nouns in (
        ("question", reading.questions),
        ("grounding", reading.groundings),
        ("tool claim", reading.tool_claims),
    ):
        _unique(kind, nouns)
    for owner, kind, identifiers in _references(reading):
        for identifier in identifiers:
            if identifier is not None and identifier not in known[kind]:
                raise ValueError(f"{owner} refers to {kind} {identifier!r}, which is not in the reading")


def _references(reading: Reading) -> Iterator[tuple[str, str, Iterable[str | None]]]:
    """The ids that each part refers to, with their kind."""
    for step in reading.steps:
        yield f"step {step.id}", "region", [step.region]
        yield f"step {step.id}", "finding", step.findings
    for finding in reading.findings:
        yield f"finding {finding.id}", "step", finding.evidence
        yield f"finding {finding.id}", "region", finding.zones
        yield f"finding {finding.id}", "measurement", [finding.measurement]
    for sentence in reading.sentences:
        yield f"sentence {sentence.id}", "finding", sentence.findings
        yield f"sentence {sentence.id}", "region", sentence.regions
    for question in reading.questions:
        if question.answer is not None:
            yield f"the answer to question {question.id}", "finding", question.answer.findings
            yield f"the answer to question {question.id}", "region", question.answer.regions
    for grounding in reading.groundings:
        yield f"grounding {grounding.id}", "sentence", [grounding.sentence]
    for claim in reading.tool_claims:
        yield f"tool claim {claim.id}", "region", [claim.region]
    for check in reading.checks:
        yield f"check {check.name}", "sentence", [check.sentence]
        yield f"check {check.name}", "finding", [check.finding]


def check_films(reading: Reading) -> None:
    """Raise ValueError if a part is on a film that the study, or its prior, does not have."""
    films = len(reading.study.films)
    before = len(reading.study.prior.films) if reading.study.prior else 0
    for owner, indices, count, whose in _films_named(reading, films, before):
        for index in indices:
            if index >= count:
                raise ValueError(f"{owner} is on film {index} of the {whose}, which has {count}")


def _films_named(reading: Reading, films: int, before: int) -> Iterator[tuple[str, Iterable[int], int, str]]:
    """The film indices of each part, the number of films, and of which study."""
    for region in reading.regions:
        yield f"region {region.id}", [region.film], films, "study"
    for step in reading.steps:
        yield f"step {step.id}", (one.film for one in step.fixations), films, "study"
    if reading.gaze is not None:
        yield "the gaze", (one.film for one in reading.gaze.fixations), films, "study"
    for measurement in reading.measurements:
        yield f"measurement {measurement.id}", [measurement.film], films, "study"
    for finding in reading.findings:
        yield f"finding {finding.id}", [finding.film, *_on(finding.other_boxes)], films, "study"
        yield f"finding {finding.id}", _on(finding.prior_boxes), before, "prior study"
    for question in reading.questions:
        yield f"question {question.id}", _on(question.answer.boxes if question.answer else ()), films, "study"
    for grounding in reading.groundings:
        yield f"grounding {grounding.id}", _on(grounding.boxes), films, "study"
    for claim in reading.tool_claims:
        yield f"tool claim {claim.id}", _on([claim.box] if claim.box else ()), films, "study"


def _on(boxes: Iterable[FilmBox]) -> Iterator[int]:
    return (box.film for box in boxes)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _unique(kind: str, nouns: Iterable[_Named]) -> frozenset[str]:
    seen: set[str] = set()
    for noun in nouns:
        if noun.id in seen:
            raise ValueError(f"{kind} id {noun.id!r} is used twice")
        seen.add(noun.id)
    return frozenset(seen)
