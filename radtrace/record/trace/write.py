"""Write a Reading as trace text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from radtrace.record.findings import Finding, Measurement, Region, Step
from radtrace.record.gaze import Fixation, Gaze, Target
from radtrace.record.geometry import Box, FilmBox, Point
from radtrace.record.reading import Reading
from radtrace.record.report import Sentence
from radtrace.record.tasks import Answer, Grounding, Question, ToolClaim
from radtrace.record.trace.build import PREFIXES, evidence_of, mentioned
from radtrace.record.trace.forms import RESERVED
from radtrace.record.trace.scales import box_to_grid, number, share, to_grid, to_ms
from radtrace.record.trace.tokens import name, quote

Parts = Iterable[str]


def format_trace(reading: Reading) -> str:
    """The Reading as trace text, one line for each step, finding, measurement, sentence, question, ...

    `parse_trace` restores the Reading, within the precision of the text (see `scales`). Study,
    provenance, schema version and checks are not in the text.

    Raises
    ------
    BadInput
        If a time is beyond 1e9 s.
    """
    return "".join(f"{' '.join(parts)}\n" for parts in _Writer(reading).lines())


class _Writer:
    """A Reading, and the position of each id, from 1."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._steps = _positions(step.id for step in reading.steps)
        self._findings = _positions(finding.id for finding in reading.findings)
        self._measurements = _positions(measurement.id for measurement in reading.measurements)
        self._sentences = _positions(sentence.id for sentence in reading.sentences)
        self._evidence = evidence_of(reading.findings)

    def lines(self) -> Iterator[Parts]:
        """Every line, as its words."""
        reading = self._reading
        if reading.gaze is not None:
            yield from _gaze(reading.gaze)
        yield from (_region(region) for region in _written_regions(reading))
        yield from self._path(reading.steps)
        for position, measurement in enumerate(reading.measurements, 1):
            yield _measurement(measurement, position)
        for position, finding in enumerate(reading.findings, 1):
            yield self._finding(finding, position)
        for position, sentence in enumerate(reading.sentences, 1):
            yield self._sentence(sentence, position)
        for position, question in enumerate(reading.questions, 1):
            yield _question(question, position)
            if question.answer is not None:
                yield self._answer(question.answer)
        for position, grounding in enumerate(reading.groundings, 1):
            yield self._grounding(grounding, position)
        for position, claim in enumerate(reading.tool_claims, 1):
            yield _claim(claim, position)

    def _path(self, steps: Sequence[Step]) -> Iterator[Parts]:
        clock = 0
        for position, step in enumerate(steps, 1):
            yield self._step(step, position)
            yield from _looks(step.fixations, clock)
            clock = _end(step.fixations, clock)

    def _step(self, step: Step, position: int) -> Parts:
        yield from ("step", _name(step.region))
        yield from _names("for", step.looked_for)
        if step.seen:
            yield from ("seen", quote(step.seen))
        if list(step.findings) != self._evidence.get(step.id, []):
            yield from ("led", _places(step.findings, self._findings) or "none")
        yield from [] if step.assessed else ["unassessed"]
        yield from _id("step", step.id, position)

    def _finding(self, finding: Finding, position: int) -> Parts:
        yield from ("finding", _name(finding.concept), finding.presence)
        yield from [finding.laterality] if finding.laterality else []
        yield from _probability(finding)
        yield from _named("severity", finding.severity)
        yield from _named("change", finding.change)
        yield from _share("sure", finding.certainty)
        yield from _boxes(finding)
        for box in finding.other_boxes:
            yield from _film_box("on", box)
        for box in finding.prior_boxes:
            yield from _film_box("was", box)
        yield from ["ellipse"] if finding.outline == "ellipse" else []
        yield from _names("zones", finding.zones)
        if finding.evidence:
            yield from ("steps", _places(finding.evidence, self._steps))
        if finding.measurement is not None:
            yield from ("measured", str(self._measurements[finding.measurement]))
        yield from ["critical"] if finding.critical else []
        yield from _film(finding.film)
        yield from _id("finding", finding.id, position)

    def _sentence(self, sentence: Sentence, position: int) -> Parts:
        yield from ("say", sentence.section, quote(sentence.text))
        if sentence.findings:
            yield from ("of", _places(sentence.findings, self._findings))
        yield from _names("regions", sentence.regions)
        yield from ["critical"] if sentence.critical else []
        yield from _id("say", sentence.id, position)

    def _answer(self, answer: Answer) -> Parts:
        yield from ("answer", quote(answer.text))
        if answer.reason is not None:
            yield from ("reason", quote(answer.reason))
        if answer.findings:
            yield from ("of", _places(answer.findings, self._findings))
        yield from _names("regions", answer.regions)
        yield from _placed(answer.boxes)
        yield from _share("sure", answer.confidence)

    def _grounding(self, grounding: Grounding, position: int) -> Parts:
        yield from ("phrase", quote(grounding.phrase))
        yield from [] if grounding.present else ["absent"]
        yield from _placed(grounding.boxes)
        if grounding.sentence is not None:
            yield from ("said", str(self._sentences[grounding.sentence]))
        yield from _share("sure", grounding.confidence)
        yield from _id("phrase", grounding.id, position)


def _written_regions(reading: Reading) -> Sequence[Region]:
    """The regions that need a line; the last ones do not, if they are only mentioned elsewhere."""
    regions = reading.regions
    count = len(regions)
    while count and regions[count - 1] == Region(id=regions[count - 1].id):
        count -= 1
    known = {region.id for region in regions[:count]}
    implied_by_others = mentioned(
        reading.steps, reading.findings, reading.sentences, reading.questions, reading.tool_claims
    )
    implied = [region for region in implied_by_others if region not in known]
    return regions[:count] if implied == [region.id for region in regions[count:]] else regions


def _region(region: Region) -> Parts:
    yield from ("region", _name(region.id))
    if region.box is not None:
        yield from _box(region.box)
    for polygon in region.polygons:
        yield from ("outline", *_points(polygon))
    yield from [] if region.assessed else ["unassessed"]
    if region.reason is not None:
        yield from ("reason", quote(region.reason))
    yield from _film(region.film)


def _measurement(measurement: Measurement, position: int) -> Parts:
    yield from ("measure", _name(measurement.name), number(measurement.value))
    yield from _named("unit", measurement.unit)
    if measurement.limit is not None:
        yield from ("limit", number(measurement.limit))
    for landmark, point in measurement.landmarks.items():
        yield from ("at", _name(landmark), *_points([point]))
    yield from _film(measurement.film)
    yield from _id("measure", measurement.id, position)


def _question(question: Question, position: int) -> Parts:
    yield from ("ask", quote(question.text))
    yield from _named("kind", question.kind)
    yield from _names("choices", question.choices)
    yield from _id("ask", question.id, position)


def _claim(claim: ToolClaim, position: int) -> Parts:
    yield from ("claim", _name(claim.claim), "tool", _name(claim.tool), "version", _name(claim.version))
    if claim.inputs_sha256 is not None:
        yield from ("inputs", claim.inputs_sha256)
    if claim.value is not None:
        yield from ("value", quote(claim.value) if isinstance(claim.value, str) else number(claim.value))
    yield from _named("unit", claim.unit)
    yield from _share("sure", claim.confidence)
    yield from _named("region", claim.region)
    yield from _placed([claim.box] if claim.box is not None else [])
    yield from _id("claim", claim.id, position)


def _gaze(gaze: Gaze) -> Iterator[Parts]:
    clock = to_ms(gaze.clock_s)
    yield ["gaze", *_target(gaze.target), *(["clock", str(clock)] if clock else [])]
    yield from _looks(gaze.fixations, 0)
    if gaze.words:
        yield ["hear", *_words(gaze)]


def _target(target: Target | None) -> Parts:
    if target is None:
        return
    yield from ("target", _name(target.name))
    yield from _named("concept", target.concept)
    if target.present is not None:
        yield "present" if target.present else "absent"
    if target.box is not None:
        yield from _box(target.box)


def _words(gaze: Gaze) -> Parts:
    for word in gaze.words:
        start = to_ms(word.start_s)
        yield from (f"{start},{to_ms(word.end_s) - start}", quote(word.text))


def _looks(fixations: Iterable[Fixation], clock: int) -> Iterator[Parts]:
    """One line for each run of fixations of one geometry; `clock`: end of the previous one, in ms."""
    for (film, degree, shown), run in groupby(fixations, lambda one: (one.film, one.degree, one.shown)):
        words = ["look", *_film(film)]
        if degree is not None:
            words += ["degree", *map(number, degree)]
        if shown is not None:
            words += ["shown", *map(str, box_to_grid(shown))]
        for fixation in run:
            words.append(_fixation(fixation, clock))
            clock = _end([fixation], clock)
        yield words


def _fixation(fixation: Fixation, clock: int) -> str:
    gap = to_ms(fixation.start_s) - clock
    apart = f"{gap:+d}" if gap else ""
    return f"{to_grid(fixation.x)},{to_grid(fixation.y)},{to_ms(fixation.duration_s)}{apart}"


def _end(fixations: Sequence[Fixation], clock: int) -> int:
    """The end of the last fixation in ms; `clock` if there is none."""
    return to_ms(fixations[-1].start_s) + to_ms(fixations[-1].duration_s) if fixations else clock


def _boxes(finding: Finding) -> Parts:
    scores = [share(score) for score in finding.box_scores]
    for index, box in enumerate(finding.boxes):
        yield from (*_box(box), *scores[index : index + 1])


def _placed(boxes: Iterable[FilmBox]) -> Parts:
    """Boxes with their film; film 0 is implied."""
    for box in boxes:
        yield from _film_box("on", box) if box.film else (*_box(box), *_score(box))


def _film_box(keyword: str, box: FilmBox) -> Parts:
    return [keyword, str(box.film), *map(str, box_to_grid(box)), *_score(box)]


def _score(box: FilmBox) -> Parts:
    return [] if box.score is None else [share(box.score)]


def _box(box: Box) -> Parts:
    return ["box", *map(str, box_to_grid(box))]


def _points(points: Iterable[Point]) -> Parts:
    return [str(to_grid(value)) for point in points for value in (point.x, point.y)]


def _positions(ids: Iterable[str]) -> dict[str, int]:
    return {name: position for position, name in enumerate(ids, 1)}


def _places(ids: Iterable[str], positions: Mapping[str, int]) -> str:
    """Positions separated by spaces; three or more consecutive ones as a range, "3-10"."""
    runs: list[list[int]] = []
    for place in (positions[one] for one in ids):
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else " ".join(map(str, run)) for run in runs)


def _name(text: str) -> str:
    return name(text, RESERVED)


def _named(keyword: str, text: str | None) -> Parts:
    return [] if text is None else [keyword, _name(text)]


def _names(keyword: str, names: Sequence[str]) -> Parts:
    return [keyword, *map(_name, names)] if names else []


def _probability(finding: Finding) -> Parts:
    """The probability and its thresholds, with enough digits to stay on the same side of them."""
    thresholds = finding.absent_below, finding.present_from
    write = share if thresholds == (None, None) else number
    for keyword, value in zip(("p", "below", "from"), (finding.probability, *thresholds), strict=True):
        yield from [] if value is None else [keyword, write(value)]


def _share(keyword: str, value: float | None) -> Parts:
    return [] if value is None else [keyword, share(value)]


def _film(film: int) -> Parts:
    return ["film", str(film)] if film else []


def _id(kind: str, name: str, position: int) -> Parts:
    return [] if name == f"{PREFIXES[kind]}{position}" else ["id", _name(name)]
