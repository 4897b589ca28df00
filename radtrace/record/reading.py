"""The Reading: what a reader saw, where, in which order, how sure it is, and what it says.

Everything refers to everything else by identifier, and a Reading whose identifiers do
not resolve cannot be made. Boxes and points are in the film frame (see `geometry`),
times are seconds, lengths millimetres.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from radtrace.record.gaze import Fixation, Gaze, Text
from radtrace.record.geometry import Box, Fraction, Point, Record

SCHEMA_VERSION: Literal["1.1"] = "1.1"


class Presence(StrEnum):
    """What is claimed of a concept."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"


class Laterality(StrEnum):
    """The patient's side."""

    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"
    MIDLINE = "midline"


class Section(StrEnum):
    """Where a sentence stands in the report."""

    FINDINGS = "findings"
    IMPRESSION = "impression"


class Verdict(StrEnum):
    """Outcome of a check."""

    PASS = "pass"
    FLAG = "flag"
    FAIL = "fail"


class FilmReference(Record):
    """Which film was read, without its pixels.

    `sha256`, `rows` and `columns` are None where the film itself was not at hand, as in a set
    of eye tracking that comes without its films.
    """

    file: Text
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    rows: Annotated[int, Field(gt=0)] | None = None
    columns: Annotated[int, Field(gt=0)] | None = None
    spacing_mm: tuple[float, float] | None = None
    spacing_source: str | None = None
    view: str | None = None
    laterality: str | None = None
    gate_score: Fraction | None = None
    notes: tuple[str, ...] = ()
    pipeline: tuple[str, ...] = ()


class StudyReference(Record):
    """Which study was read. `films[0]` is the film that coordinates refer to unless said.

    `patient` is the data set's own id, `split` the side of its split ("train", "test", ...).
    """

    study_uid: str | None = None
    patient: str | None = None
    split: str | None = None
    films: Annotated[tuple[FilmReference, ...], Field(min_length=1)]
    not_read: tuple[str, ...] = ()


class Region(Record):
    """A region of the protocol on this film.

    `box` is None where the region could not be found; then `assessed` is False and
    `reason` says why. `polygons` outline its mask, as points in the film frame.
    """

    id: Text
    film: int = 0
    box: Box | None = None
    polygons: tuple[tuple[Point, ...], ...] = ()
    assessed: bool = True
    reason: str | None = None


class Step(Record):
    """One stop of the inspection.

    `looked_for` are concept ids; `findings` are ids of the findings it led to.
    """

    id: Text
    region: Text
    looked_for: tuple[str, ...] = ()
    fixations: tuple[Fixation, ...] = ()
    seen: str
    findings: tuple[str, ...] = ()
    assessed: bool = True


class Measurement(Record):
    """A number read off the film, with what is needed to compute it again.

    `landmarks` are named points in the film frame; `limit` is the normal upper limit.
    """

    id: Text
    name: Text
    value: float
    unit: str | None = None
    limit: float | None = None
    landmarks: dict[str, Point] = Field(default_factory=dict)
    film: int = 0


class Finding(Record):
    """One scored concept.

    `probability` is calibrated, or None. The concept is claimed present at or above
    `present_from`, absent below `absent_below`, and uncertain between. `boxes` come
    best first, `box_scores` beside them; with `outline` "ellipse" each encloses the ellipse
    that was drawn. `certainty` is how sure a human reader said to be, as a fraction of the
    data set's own scale. `evidence` are ids of steps; `measurement` is the id of one.
    """

    id: Text
    concept: Text
    presence: Presence
    probability: Fraction | None = None
    absent_below: Fraction | None = None
    present_from: Fraction | None = None
    laterality: Laterality | None = None
    zones: tuple[str, ...] = ()
    severity: str | None = None
    change: str | None = None
    measurement: str | None = None
    certainty: Fraction | None = None
    boxes: tuple[Box, ...] = ()
    box_scores: tuple[Fraction, ...] = ()
    outline: Literal["box", "ellipse"] = "box"
    evidence: tuple[str, ...] = ()
    critical: bool = False
    film: int = 0

    @model_validator(mode="after")
    def _scores_match(self) -> Finding:
        if self.box_scores and len(self.box_scores) != len(self.boxes):
            counts = f"{len(self.boxes)} boxes but {len(self.box_scores)} box_scores"
            raise ValueError(f"finding {self.id}: {counts}")
        return self


class Sentence(Record):
    """One sentence of the report and the findings (ids) and regions it speaks of."""

    id: Text
    section: Section
    text: Text
    findings: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    critical: bool = False


class Check(Record):
    """What was checked, the verdict, why, and about which sentence or finding."""

    name: Text
    verdict: Verdict
    why: str
    sentence: str | None = None
    finding: str | None = None


class Answer(Record):
    """What a language model said, word for word, and what was mended in it before it was used.

    `prompt` names the prompt and its text's hash.
    """

    prompt: Text
    text: str
    repairs: tuple[str, ...] = ()


class Provenance(Record):
    """Who made the Reading, from what. `weights_sha256` is of the weights.

    `answers` are those of a language model, in the order they came.
    """

    reader: Text
    version: Text
    weights_sha256: str | None = None
    seed: int = 0
    answers: tuple[Answer, ...] = ()
    intended_use: str = "For research use only. Not for clinical use."


class Reading(Record):
    """A study, read, by a model or by a person.

    `steps` hold a protocol's path, region by region; `gaze` holds a gaze that follows none.

    Raises
    ------
    pydantic.ValidationError
        If an identifier is used twice or refers to nothing.
    """

    schema_version: Literal["1.0", "1.1"] = SCHEMA_VERSION
    study: StudyReference
    regions: tuple[Region, ...] = ()
    steps: tuple[Step, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[Finding, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    checks: tuple[Check, ...] = ()
    gaze: Gaze | None = None
    provenance: Provenance

    @model_validator(mode="after")
    def _identifiers_resolve(self) -> Reading:
        regions = _unique("region", (r.id for r in self.regions))
        steps = _unique("step", (s.id for s in self.steps))
        measurements = _unique("measurement", (m.id for m in self.measurements))
        findings = _unique("finding", (f.id for f in self.findings))
        sentences = _unique("sentence", (s.id for s in self.sentences))
        for step in self.steps:
            _known(f"step {step.id}", "region", [step.region], regions)
            _known(f"step {step.id}", "finding", step.findings, findings)
        for finding in self.findings:
            _known(f"finding {finding.id}", "step", finding.evidence, steps)
            _known(f"finding {finding.id}", "region", finding.zones, regions)
            if finding.measurement is not None:
                _known(f"finding {finding.id}", "measurement", [finding.measurement], measurements)
        for sentence in self.sentences:
            _known(f"sentence {sentence.id}", "finding", sentence.findings, findings)
            _known(f"sentence {sentence.id}", "region", sentence.regions, regions)
        for check in self.checks:
            _known(f"check {check.name}", "sentence", [check.sentence] if check.sentence else [], sentences)
            _known(f"check {check.name}", "finding", [check.finding] if check.finding else [], findings)
        return self


def _unique(kind: str, identifiers: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise ValueError(f"{kind} id {identifier!r} is used twice")
        seen.add(identifier)
    return frozenset(seen)


def _known(owner: str, kind: str, identifiers: Iterable[str], known: frozenset[str]) -> None:
    for identifier in identifiers:
        if identifier not in known:
            raise ValueError(f"{owner} refers to {kind} {identifier!r}, which is not in the reading")
