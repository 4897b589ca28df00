"""Searches over drawn films: for each finding that is there, the looks that led to it."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.phantom import CONCEPTS, Drawing, draw
from radtrace.record import Film, Finding, Fixation, Gaze, Presence, Reading, Target, concept_by_id
from radtrace.tasks.scanpath.searches import Search, search_of

SIZE = 256  # pixels a side; the features are a 14 x 14 grid
MOST = 8
"""Looks of one search; of more, the first are kept."""


def drawn_searches(count: int, seed: int) -> tuple[list[Search], dict[str, Film]]:
    """The searches over `count` drawn films, and the films by id.

    Films without a finding have no search.
    """
    searches: list[Search] = []
    films: dict[str, Film] = {}
    for number in range(count):
        drawing = draw(seed * 1_000_000 + number, SIZE)
        found = list(_searches(drawing))
        searches += found
        films |= {one.film: drawing.film for one in found}
    return searches, films


def _searches(drawing: Drawing) -> Iterator[Search]:
    for finding in (f for f in drawing.reading.findings if f.concept in CONCEPTS):
        if finding.presence is Presence.PRESENT and (looks := _looks(drawing.reading, finding)):
            name = concept_by_id()[finding.concept].name
            target = Target(name=name, concept=finding.concept, present=True)
            gaze = Gaze(fixations=looks, target=target)
            yield search_of(drawing.reading.model_copy(update={"gaze": gaze}))


def _looks(reading: Reading, finding: Finding) -> tuple[Fixation, ...]:
    """The fixations of the steps that are the finding's evidence, in order of time."""
    looks = [look for step in reading.steps if step.id in finding.evidence for look in step.fixations]
    return tuple(sorted(looks, key=lambda look: look.start_s)[:MOST])
