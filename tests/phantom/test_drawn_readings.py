"""A drawn film's reading: it passes every check, its report says what is there, its gaze is a gaze."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.language import understand
from radtrace.phantom import CONCEPTS, Drawing, draw
from radtrace.record import Finding, Presence, Verdict, from_json, region_by_id, to_json
from radtrace.verify import verify

MANY = range(100)
seeds = st.integers(0, 2**31)


@cache
def drawn(seed: int, prior: bool = False) -> Drawing:
    return draw(seed, 96, prior=prior)


def found(drawing: Drawing) -> list[Finding]:
    drawn = (finding for finding in drawing.reading.findings if finding.concept in CONCEPTS)  # no devices
    return [finding for finding in drawn if finding.presence is not Presence.ABSENT]


@pytest.mark.parametrize("seed", MANY)
def test_every_check_passes(seed: int) -> None:
    assert [c.why for c in verify(drawn(seed).reading) if c.verdict is not Verdict.PASS] == []


@pytest.mark.parametrize("seed", MANY[:40])
def test_with_a_prior_comparisons_pass_too(seed: int) -> None:
    reading = drawn(seed, True).reading
    assert reading.study.prior is not None
    assert [c.why for c in verify(reading) if c.verdict is not Verdict.PASS] == []


def test_the_report_says_what_is_there() -> None:
    """The rules that read reports find each finding with its presence and side in its own sentence."""
    right = total = 0
    for seed in MANY:
        reading = drawn(seed).reading
        for finding in reading.findings:
            for sentence in (s for s in reading.sentences if finding.id in s.findings):
                if finding.presence is Presence.ABSENT and len(sentence.findings) > 3:
                    continue  # "The lungs are clear" names none of them
                total += 1
                right += _read_back(sentence.text, finding)
    assert total > 300
    assert right / total > 0.95


def _read_back(text: str, finding: Finding) -> bool:
    mentions = [m for m in understand(text).mentions if m.concept == finding.concept]
    sides = {m.laterality for m in mentions} == {finding.laterality}
    return bool(mentions) and sides and all(m.presence is finding.presence for m in mentions)


def test_reports_name_nothing_that_is_not_there() -> None:
    for seed in MANY:
        reading = drawn(seed).reading
        text = " ".join(sentence.text for sentence in reading.sentences)
        there = {finding.concept for finding in found(drawn(seed))}
        named = {m.concept for m in understand(text).mentions if m.presence is not Presence.ABSENT}
        assert named & set(CONCEPTS) <= there


@settings(max_examples=15)
@given(seeds, st.booleans())
def test_readings_read_back(seed: int, prior: bool) -> None:
    reading = drawn(seed, prior).reading
    assert from_json(to_json(reading)) == reading


@settings(max_examples=20)
@given(seeds)
def test_fixations_are_in_order_and_where_their_step_looks(seed: int) -> None:
    reading = drawn(seed).reading
    gaze = reading.gaze
    assert gaze is not None
    stepped = tuple(f for step in reading.steps for f in step.fixations)
    assert gaze.fixations[: len(stepped)] == stepped
    assert gaze.fixations[-1].start_s + gaze.fixations[-1].duration_s >= gaze.words[-1].end_s
    assert all(one.start_s + one.duration_s <= other.start_s for one, other in pairwise(gaze.fixations))
    assert all(0.15 <= fixation.duration_s <= 0.6 for fixation in gaze.fixations)
    letters = [region_by_id()[step.region].letter for step in reading.steps]
    assert letters == sorted(letters)


@settings(max_examples=20)
@given(seeds)
def test_findings_are_looked_at_before_they_are_said(seed: int) -> None:
    reading = drawn(seed).reading
    assert reading.gaze is not None
    words = iter(reading.gaze.words)
    starts = {s.id: min(next(words).start_s for _ in s.text.split()) for s in reading.sentences}
    assert next(words, None) is None
    for finding in found(drawn(seed)):
        looks = [f.start_s for s in reading.steps if s.id in finding.evidence for f in s.fixations]
        said = [starts[s.id] for s in reading.sentences if finding.id in s.findings]
        assert max(looks) < min(said)


def test_findings_are_looked_at_longer() -> None:
    on: list[float] = []
    off: list[float] = []
    for seed in MANY:
        for step in drawn(seed).reading.steps:
            dwell = sum(fixation.duration_s for fixation in step.fixations)
            there = {finding.id for finding in found(drawn(seed))} & set(step.findings)
            (on if there else off).append(dwell)
    assert sum(on) / len(on) > 2 * sum(off) / len(off)


@settings(max_examples=25)
@given(seeds)
def test_changes_follow_from_both_films(seed: int) -> None:
    drawing = drawn(seed, True)
    assert drawing.prior is not None
    assert drawing.prior.reading.study.patient == drawing.reading.study.patient
    for now, before in zip(drawing.reading.findings, drawing.prior.reading.findings, strict=True):
        there = [finding.presence is not Presence.ABSENT for finding in (now, before)]
        if not all(there):
            assert now.change == {(True, False): "new", (False, True): "resolved"}.get((there[0], there[1]))
        elif now.change == "unchanged":
            assert (now.severity, now.laterality) == (before.severity, before.laterality)
        elif now.severity is not None:
            words = ["small", "mild", "moderate", "large", "severe"]
            grown = words.index(now.severity) - words.index(str(before.severity))
            assert grown > 0 if now.change == "increased" else grown < 0


@settings(max_examples=15)
@given(seeds)
def test_findings_have_boxes_on_the_lateral_and_on_the_prior(seed: int) -> None:
    drawing = draw(seed, 96, prior=True, lateral=True)
    assert drawing.prior and drawing.lateral
    reading, before = drawing.reading, drawing.prior.reading
    assert [film.view for film in reading.study.films] == ["PA", "LATERAL"]
    assert reading.study.prior and reading.study.prior.films == before.study.films
    assert reading.study.prior.report == " ".join(one.text for one in before.sentences)
    assert from_json(to_json(reading)) == reading
    for now, old in zip(reading.findings, before.findings, strict=True):
        if now.concept not in CONCEPTS:
            continue  # devices are on the frontal film alone
        seen = now.presence is not Presence.ABSENT and now.concept != "pneumothorax"
        assert len(now.boxes_on(1)) == seen
        assert [box.box for box in now.prior_boxes if box.film == 0] == list(old.boxes)


def test_a_nodule_lies_as_high_on_both_films() -> None:
    for seed in range(6):
        drawing = draw(seed, 256, findings=["lung_nodule"], lateral=True)
        (nodule,) = (finding for finding in drawing.reading.findings if finding.concept == "lung_nodule")
        front, side = nodule.boxes[0].centre, nodule.boxes_on(1)[0].centre
        assert abs(front.y - side.y) < 0.06
