"""Hypothesis strategies: any Reading whatever, with identifiers that resolve."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from radtrace.record import (
    Answer,
    Box,
    Change,
    Check,
    Demographics,
    FilmBox,
    FilmReference,
    Finding,
    Fixation,
    Gaze,
    Grounding,
    Laterality,
    Measurement,
    Point,
    Presence,
    PriorReference,
    Provenance,
    Question,
    Reading,
    Region,
    Section,
    Sentence,
    Step,
    StudyReference,
    Target,
    ToolClaim,
    Verdict,
    Word,
    concept_by_id,
    protocol,
)

fractions = st.floats(0.0, 1.0)
seconds = st.floats(0.0, 1e4)
text = st.text(min_size=1, max_size=12)
points = st.builds(Point, x=fractions, y=fractions)
REGIONS = [region.id for region in protocol()]
CONCEPTS = list(concept_by_id())


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """Any box of the film frame."""
    edges = st.lists(fractions, min_size=2, max_size=2, unique=True).map(sorted)
    (x_min, x_max), (y_min, y_max) = draw(edges), draw(edges)
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


@st.composite
def film_boxes(draw: st.DrawFn, films: int, first: int = 0) -> FilmBox:
    """Any box on one of the films from `first` to below `films`."""
    film, score = draw(st.integers(first, films - 1)), draw(st.none() | fractions)
    return FilmBox(**draw(boxes()).model_dump(), film=film, score=score)


def some_film_boxes(films: int, first: int = 0, least: int = 0) -> st.SearchStrategy[tuple[FilmBox, ...]]:
    """A few boxes on any of the films; none if there are no films."""
    if films <= first:
        return st.just(())
    return st.lists(film_boxes(films, first), min_size=least, max_size=2).map(tuple)


shares = st.floats(1e-3, 1.0)
fixations = st.builds(
    Fixation,
    x=fractions,
    y=fractions,
    start_s=seconds,
    duration_s=seconds,
    degree=st.none() | st.tuples(shares, shares),
    shown=st.none() | boxes(),
)
words = st.builds(
    lambda said, start, lasted: Word(text=said, start_s=start, end_s=start + lasted), text, seconds, seconds
)
targets = st.builds(
    Target,
    name=text,
    concept=st.none() | st.sampled_from(CONCEPTS),
    present=st.none() | st.booleans(),
    box=st.none() | boxes(),
)


def _by_start(events: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(events, max_size=3).map(lambda some: tuple(sorted(some, key=lambda one: one.start_s)))


gazes = st.builds(
    Gaze,
    fixations=_by_start(fixations),
    words=_by_start(words),
    target=st.none() | targets,
    clock_s=st.floats(-1e4, 1e4),
)
films = st.builds(
    FilmReference,
    file=text,
    sha256=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
    rows=st.none() | st.integers(1, 10_000),
    columns=st.none() | st.integers(1, 10_000),
    spacing_mm=st.none() | st.tuples(seconds, seconds),
    view=st.none() | text,
    gate_score=st.none() | fractions,
    notes=st.lists(text, max_size=2).map(tuple),
)
priors = st.builds(
    PriorReference,
    date=st.none() | st.dates(),
    films=st.lists(films, max_size=2).map(tuple),
    report=text,
)
demographics = st.builds(
    Demographics,
    age_years=st.none() | st.floats(0, 150),
    sex=st.none() | st.sampled_from(("female", "male", "other")),
)
provenances = st.builds(Provenance, reader=text, version=text, seed=st.integers(0, 2**31))


def some(identifiers: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Any few of `identifiers`."""
    if not identifiers:
        return st.just(())
    return st.lists(st.sampled_from(identifiers), max_size=3, unique=True).map(tuple)


def _ids(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{index}" for index in range(count)]


def _region(identifier: str) -> st.SearchStrategy[Region]:
    polygons = st.lists(st.lists(points, max_size=3).map(tuple), max_size=2).map(tuple)
    return st.builds(Region, id=st.just(identifier), box=st.none() | boxes(), polygons=polygons)


def _measurement(identifier: str) -> st.SearchStrategy[Measurement]:
    landmarks = st.dictionaries(text, points, max_size=2)
    value = st.floats(allow_nan=False, allow_infinity=False)
    return st.builds(Measurement, id=st.just(identifier), name=text, value=value, landmarks=landmarks)


@st.composite
def _finding(
    draw: st.DrawFn,
    identifier: str,
    steps: list[str],
    regions: list[str],
    measurements: list[str],
    study: StudyReference,
) -> Finding:
    marked = tuple(draw(st.lists(boxes(), max_size=2)))
    scores = st.lists(fractions, min_size=len(marked), max_size=len(marked)).map(tuple)
    return Finding(
        id=identifier,
        concept=draw(st.sampled_from(CONCEPTS)),
        presence=draw(st.sampled_from(Presence)),
        probability=draw(st.none() | fractions),
        certainty=draw(st.none() | fractions),
        outline=draw(st.sampled_from(("box", "ellipse"))),
        laterality=draw(st.none() | st.sampled_from(Laterality)),
        zones=draw(some(regions)),
        measurement=draw(st.none() | st.sampled_from(measurements)) if measurements else None,
        boxes=marked,
        box_scores=draw(scores),
        change=draw(st.none() | st.sampled_from(Change)),
        other_boxes=draw(some_film_boxes(len(study.films), first=1)),
        prior_boxes=draw(some_film_boxes(len(study.prior.films) if study.prior else 0)),
        evidence=draw(some(steps)),
        critical=draw(st.booleans()),
    )


@st.composite
def _question(
    draw: st.DrawFn, identifier: str, films: int, findings: list[str], regions: list[str]
) -> Question:
    answers = st.builds(
        Answer,
        text=text,
        reason=st.none() | text,
        findings=some(findings),
        regions=some(regions),
        boxes=some_film_boxes(films),
        confidence=st.none() | fractions,
    )
    return Question(
        id=identifier,
        text=draw(text),
        kind=draw(st.none() | text),
        choices=tuple(draw(st.lists(text, max_size=3, unique=True))),
        answer=draw(st.none() | answers),
    )


@st.composite
def _grounding(draw: st.DrawFn, identifier: str, films: int, sentences: list[str]) -> Grounding:
    present = draw(st.booleans())
    return Grounding(
        id=identifier,
        phrase=draw(text),
        present=present,
        boxes=draw(some_film_boxes(films, least=1)) if present else (),
        sentence=draw(st.none() | st.sampled_from(sentences)) if sentences else None,
        confidence=draw(st.none() | fractions),
    )


def _claim(identifier: str, films: int, regions: list[str]) -> st.SearchStrategy[ToolClaim]:
    return st.builds(
        ToolClaim,
        id=st.just(identifier),
        tool=text,
        version=text,
        claim=text,
        inputs_sha256=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
        value=st.none() | text | st.floats(allow_nan=False, allow_infinity=False),
        unit=st.none() | text,
        confidence=st.none() | fractions,
        region=st.none() | st.sampled_from(regions) if regions else st.none(),
        box=st.none() | film_boxes(films),
    )


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any Reading."""
    study = StudyReference(
        films=tuple(draw(st.lists(films, min_size=1, max_size=2))),
        patient=draw(st.none() | text),
        split=draw(st.none() | text),
        date=draw(st.none() | st.dates()),
        demographics=draw(st.none() | demographics),
        indication=draw(st.none() | text),
        history=draw(st.none() | text),
        prior=draw(st.none() | priors),
    )
    count = len(study.films)
    counts = [draw(st.integers(0, 3)) for _ in range(4)]
    steps, findings, measurements, sentences = map(_ids, ("step", "finding", "size", "line"), counts)
    regions = draw(st.lists(st.sampled_from(REGIONS), max_size=3, unique=True))
    stops = st.builds(
        Step,
        id=text,
        region=st.sampled_from(regions or ["none"]),
        looked_for=some(CONCEPTS),
        fixations=st.lists(fixations, max_size=2).map(tuple),
        seen=st.text(max_size=12),
        findings=some(findings),
    )
    visited = steps if regions else []
    lines = st.builds(
        Sentence,
        id=text,
        section=st.sampled_from(Section),
        text=text,
        findings=some(findings),
        regions=some(regions),
    )
    checks = st.builds(
        Check,
        name=text,
        verdict=st.sampled_from(Verdict),
        why=text,
        sentence=st.none() | st.sampled_from(sentences) if sentences else st.none(),
        finding=st.none() | st.sampled_from(findings) if findings else st.none(),
    )
    return Reading(
        study=study,
        gaze=draw(st.none() | gazes),
        regions=tuple(draw(_region(identifier)) for identifier in regions),
        steps=tuple(draw(stops).model_copy(update={"id": identifier}) for identifier in visited),
        measurements=tuple(draw(_measurement(identifier)) for identifier in measurements),
        findings=tuple(draw(_finding(name, visited, regions, measurements, study)) for name in findings),
        sentences=tuple(draw(lines).model_copy(update={"id": identifier}) for identifier in sentences),
        questions=tuple(
            draw(_question(name, count, findings, regions)) for name in _ids("ask", draw(st.integers(0, 2)))
        ),
        groundings=tuple(
            draw(_grounding(name, count, sentences)) for name in _ids("g", draw(st.integers(0, 2)))
        ),
        tool_claims=tuple(
            draw(_claim(name, count, regions)) for name in _ids("claim", draw(st.integers(0, 2)))
        ),
        checks=tuple(draw(st.lists(checks, max_size=2))),
        provenance=draw(provenances),
    )
