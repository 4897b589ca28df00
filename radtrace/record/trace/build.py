"""Build a Reading from parsed lines: positions become ids, implied fields are filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from pydantic import ValidationError

from radtrace.files.lines import shown
from radtrace.record.findings import Finding, Measurement, Region, Step
from radtrace.record.gaze import Fixation, Gaze, Target, Word
from radtrace.record.geometry import FilmBox, Record
from radtrace.record.reading import Provenance, Reading
from radtrace.record.reference import StudyReference
from radtrace.record.report import Sentence
from radtrace.record.tasks import Answer, Grounding, Question, ToolClaim
from radtrace.record.trace.line import Line
from radtrace.record.trace.scales import LONGEST_S
from radtrace.record.trace.tokens import TraceError

Noun = TypeVar("Noun", bound=Record)
PREFIXES = {
    "step": "step",
    "measure": "m",
    "finding": "f",
    "say": "s",
    "ask": "q",
    "phrase": "g",
    "claim": "c",
}


def build(lines: Sequence[Line], study: StudyReference, provenance: Provenance) -> Reading:
    """The Reading of these lines.

    Raises
    ------
    TraceError
        With the line that has a value out of range, a dangling reference or a duplicate id.
    """
    for line in lines:
        check_films(line, study)
    return _Builder(lines).reading(study, provenance)


def mentioned(
    steps: Iterable[Step],
    findings: Iterable[Finding],
    sentences: Iterable[Sentence],
    questions: Iterable[Question],
    claims: Iterable[ToolClaim],
) -> tuple[str, ...]:
    """The regions that other lines refer to, each once, in order."""
    mentioned_regions = chain(
        (step.region for step in steps),
        chain.from_iterable(finding.zones for finding in findings),
        chain.from_iterable(sentence.regions for sentence in sentences),
        chain.from_iterable(question.answer.regions for question in questions if question.answer),
        (claim.region for claim in claims if claim.region is not None),
    )
    return tuple(dict.fromkeys(mentioned_regions))


def evidence_of(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """For each step the findings that name it, in their order, each once."""
    evidence: dict[str, dict[str, None]] = {}
    for finding in findings:
        for step in finding.evidence:
            evidence.setdefault(step, {})[finding.id] = None
    return {step: list(names) for step, names in evidence.items()}


def looks_by_owner(lines: Iterable[Line]) -> dict[int, list[Line]]:
    """The look and hear lines by the number of the gaze or step line above them.

    Raises
    ------
    TraceError
        If there is none, or a hear line is under a step.
    """
    owner: Line | None = None
    looks: dict[int, list[Line]] = {}
    for line in lines:
        if line.kind in ("gaze", "step"):
            owner = line
        elif line.kind in ("look", "hear"):
            if owner is None or (line.kind == "hear" and owner.kind != "gaze"):
                raise TraceError(f"a {line.kind} line belongs under a gaze line", line.number)
            looks.setdefault(owner.number, []).append(line)
    return looks


def answers_by_question(lines: Iterable[Line]) -> dict[int, Line]:
    """The answer line by the number of the ask line above it.

    Raises
    ------
    TraceError
        If there is none, or a question has two answers.
    """
    question: Line | None = None
    answers: dict[int, Line] = {}
    for line in lines:
        if line.kind == "ask":
            question = line
        elif line.kind == "answer":
            if question is None:
                raise TraceError("an answer line belongs under an ask line", line.number)
            if question.number in answers:
                raise TraceError("the question above already has an answer", line.number)
            answers[question.number] = line
    return answers


def check_films(line: Line, study: StudyReference) -> None:
    """Raise TraceError if the line is on a film that the study, or its prior, does not have."""
    films, before = len(study.films), len(study.prior.films) if study.prior else 0
    named = [line.fields["film"]] if "film" in line.fields else []
    named += [box.film for box in film_boxes(line.fields, "boxes", "other_boxes", "box")]
    for film, count, whose in [(film, films, "study") for film in named] + [
        (box.film, before, "prior study") for box in film_boxes(line.fields, "prior_boxes")
    ]:
        if film >= count:
            raise TraceError(f"is on film {film} of the {whose}, which has {count}", line.number)


def film_boxes(fields: Mapping[str, Any], *names: str) -> list[FilmBox]:
    """The boxes that name their film, in these fields of a line."""
    values = chain.from_iterable(
        value if isinstance(value, list) else [value] for name, value in fields.items() if name in names
    )
    return [value for value in values if isinstance(value, FilmBox)]


def noun(line: Line, make: Callable[..., Noun], fields: Mapping[str, Any]) -> Noun:
    """`make(**fields)`; a validation error names the line."""
    try:
        return make(**fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise TraceError(f"{where} {shown(first['msg'], 200)}".strip(), line.number) from None


def ids_of(lines: Iterable[Line], kind: str) -> list[str]:
    """The ids of the lines of one kind: as given, or by position.

    Raises
    ------
    TraceError
        If an id is used twice.
    """
    ids: dict[str, None] = {}
    for position, line in enumerate((line for line in lines if line.kind == kind), 1):
        name = line.fields.get("id", f"{PREFIXES[kind]}{position}")
        if name in ids:
            raise TraceError(f"the id {shown(name)!r} is used twice", line.number)
        ids[name] = None
    return list(ids)


class _Builder:
    """The lines of one trace, and their ids by kind."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._ids = {kind: ids_of(lines, kind) for kind in PREFIXES}
        self._looks = looks_by_owner(lines)
        self._answers = answers_by_question(lines)

    def reading(self, study: StudyReference, provenance: Provenance) -> Reading:
        """The whole Reading."""
        findings = tuple(self._finding(line, name) for line, name in self._named("finding"))
        steps = self._steps(findings)
        sentences = tuple(self._sentence(line, name) for line, name in self._named("say"))
        questions = tuple(self._question(line, name) for line, name in self._named("ask"))
        claims = tuple(
            noun(line, ToolClaim, line.fields | {"id": name}) for line, name in self._named("claim")
        )
        return Reading(
            study=study,
            regions=self._regions(mentioned(steps, findings, sentences, questions, claims)),
            steps=steps,
            measurements=tuple(self._measurement(line, name) for line, name in self._named("measure")),
            findings=findings,
            sentences=sentences,
            questions=questions,
            groundings=tuple(self._grounding(line, name) for line, name in self._named("phrase")),
            tool_claims=claims,
            gaze=self._gaze(),
            provenance=provenance,
        )

    def _of(self, kind: str) -> Iterator[Line]:
        return (line for line in self._lines if line.kind == kind)

    def _named(self, kind: str) -> Iterator[tuple[Line, str]]:
        return zip(self._of(kind), self._ids[kind], strict=True)

    def _resolved(self, line: Line, field: str, kind: str) -> tuple[str, ...]:
        known = self._ids[kind]
        positions = line.fields.get(field, ())
        for position in positions:
            if position > len(known):
                raise TraceError(
                    f"refers to {kind} {position}, but there are {len(known)} {kind} lines", line.number
                )
        return tuple(known[position - 1] for position in positions)

    def _finding(self, line: Line, name: str) -> Finding:
        boxes = line.fields.get("boxes", [])
        scores = [score for _, score in boxes if score is not None]
        fields = {
            "id": name,
            "boxes": [box for box, _ in boxes],
            "box_scores": scores,
            "evidence": self._resolved(line, "evidence", "step"),
            "measurement": next(iter(self._resolved(line, "measurement", "measure")), None),
        }
        return noun(line, Finding, line.fields | fields)

    def _steps(self, findings: Sequence[Finding]) -> tuple[Step, ...]:
        evidence, clock = evidence_of(findings), 0
        steps = []
        for line, name in self._named("step"):
            led = self._resolved(line, "findings", "finding")
            fixations, clock = _fixations(self._looks.get(line.number, ()), clock)
            implied = led if "findings" in line.fields else tuple(evidence.get(name, ()))
            fields = {"seen": ""} | line.fields
            steps.append(noun(line, Step, fields | {"id": name, "findings": implied, "fixations": fixations}))
        return tuple(steps)

    def _measurement(self, line: Line, name: str) -> Measurement:
        given = line.fields.get("landmarks", ())
        landmarks = dict(given)
        if len(landmarks) < len(given):
            raise TraceError("names a landmark twice", line.number)
        return noun(line, Measurement, line.fields | {"id": name, "landmarks": landmarks})

    def _sentence(self, line: Line, name: str) -> Sentence:
        stated = self._resolved(line, "findings", "finding")
        return noun(line, Sentence, line.fields | {"id": name, "findings": stated})

    def _question(self, line: Line, name: str) -> Question:
        answer = self._answers.get(line.number)
        if answer is None:
            return noun(line, Question, line.fields | {"id": name})
        stated = self._resolved(answer, "findings", "finding")
        given = noun(answer, Answer, answer.fields | {"findings": stated})
        return noun(line, Question, line.fields | {"id": name, "answer": given})

    def _grounding(self, line: Line, name: str) -> Grounding:
        sentence = next(iter(self._resolved(line, "sentence", "say")), None)
        return noun(line, Grounding, line.fields | {"id": name, "sentence": sentence})

    def _regions(self, mentioned_regions: Iterable[str]) -> tuple[Region, ...]:
        regions: dict[str, Region] = {}
        for line in self._of("region"):
            region = noun(line, Region, line.fields)
            if region.id in regions:
                raise TraceError(f"the region {shown(region.id)!r} is given twice", line.number)
            regions[region.id] = region
        plain = (Region(id=name) for name in mentioned_regions if name not in regions)
        return (*regions.values(), *plain)

    def _gaze(self) -> Gaze | None:
        lines = list(self._of("gaze"))
        if not lines:
            return None
        if len(lines) > 1:
            raise TraceError("a trace has one gaze line", lines[1].number)
        (line,) = lines
        under = self._looks.get(line.number, ())
        fixations, _ = _fixations([look for look in under if look.kind == "look"], 0)
        words = tuple(_word(one, item) for one in under if one.kind == "hear" for item in one.items)
        clock = line.fields.get("clock_s", 0.0)
        fields = {"fixations": fixations, "words": words, "target": _target(line), "clock_s": clock}
        return noun(line, Gaze, fields)


def _target(line: Line) -> Target | None:
    fields = {name: value for name, value in line.fields.items() if name != "clock_s"}
    if not fields:
        return None
    if "target" not in fields:
        raise TraceError("describes the target but does not name it", line.number)
    return noun(line, Target, {"name": fields.pop("target"), **fields})


def _word(line: Line, item: tuple[int, int, str]) -> Word:
    start, duration, text = item
    _check_time(line, start + duration)
    return noun(line, Word, {"text": text, "start_s": start / 1000, "end_s": (start + duration) / 1000})


def _fixations(looks: Iterable[Line], clock: int) -> tuple[tuple[Fixation, ...], int]:
    """The fixations of look lines, and when the last one ended; `clock` is when one ended before, in ms."""
    fixations = []
    for look in looks:
        for x, y, duration, gap in look.items:
            start = clock + gap
            clock = start + duration
            _check_time(look, clock)
            times = {"start_s": start / 1000, "duration_s": duration / 1000}
            fixations.append(noun(look, Fixation, {"x": x, "y": y, **times, **look.fields}))
    return tuple(fixations), clock


def _check_time(line: Line, end: int) -> None:
    """Raise TraceError for an end, in ms, that trace text cannot hold."""
    if end > LONGEST_S * 1000:
        raise TraceError(f"ends at {end / 1000:g} s; give less than {LONGEST_S:g} s", line.number)
