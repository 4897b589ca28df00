from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from radtrace.language import describe_step, write_report
from radtrace.record import (
    Box,
    Change,
    Finding,
    Laterality,
    Point,
    Presence,
    Reading,
    Step,
    Verdict,
    region_by_id,
)
from radtrace.verify import CHECKS, verify
from tests.language.cases import Case, cases, ratio
from tests.verify import sample as s

NAMES = [
    "links",
    "statements",
    "places",
    "measurements",
    "comparisons",
    "coverage",
    "assessed",
    "thresholds",
    "contradictions",
    "critical",
]
HEART = "The cardiac silhouette is enlarged; cardiothoracic ratio {}."


def verdicts(reading: Reading) -> dict[str, set[Verdict]]:
    """The verdicts other than pass, by check."""
    found: dict[str, set[Verdict]] = {}
    for check in verify(reading):
        if check.verdict is not Verdict.PASS:
            found.setdefault(check.name, set()).add(check.verdict)
    return found


def absent(concept: str, name: str, **fields: Any) -> Finding:
    return Finding(id=name, concept=concept, presence=Presence.ABSENT, **fields)


def moved(box: Box, down: float) -> Box:
    return box.model_copy(update={"y_min": box.y_min + down, "y_max": box.y_max + down})


def with_ratio(value: float, landmarks: dict[str, Point] | None = None) -> Reading:
    measurement = ratio(value).model_copy(
        update={"landmarks": ratio(0.56).landmarks if landmarks is None else landmarks}
    )
    return s.changed(s.sample(), measurements=[measurement])


def reordered_steps() -> Reading:
    return s.changed(s.sample(), steps=s.sample().steps[::-1])


def without_step(region: str) -> Reading:
    return s.changed(s.sample(), steps=[step for step in s.sample().steps if step.region != region])


def without_region(name: str) -> Reading:
    reading = without_step(name)
    return s.changed(reading, regions=[region for region in reading.regions if region.id != name])


def critical_last() -> Reading:
    *body, top, rest = s.sample().sentences
    return s.changed(s.sample(), sentences=[*body, rest, top])


def one_more_sentence(text: str, *findings: str, regions: tuple[str, ...] = ("heart",)) -> Reading:
    more = (
        s.sample()
        .sentences[0]
        .model_copy(update={"id": "s8", "text": text, "findings": findings, "regions": regions})
    )
    return s.changed(s.sample(), sentences=[*s.sample().sentences, more])


FAILS: list[tuple[str, str, Callable[[], Reading]]] = [
    ("links", "a present finding without a sentence", lambda: s.without_sentence("s5")),
    ("links", "a sentence about nothing", lambda: one_more_sentence("The film is well exposed.", regions=())),
    ("links", "a finding that names no step", lambda: s.changed(
        s.with_finding("consolidation", evidence=()),
        steps=s.swap(s.sample().steps, "look_left_lower_zone", findings=()))),
    ("links", "a step that does not name back", lambda: s.with_step("left_lower_zone", findings=())),
    ("links", "a finding that does not name back", lambda: s.with_step(
        "left_mid_zone", findings=("consolidation",))),
    ("places", "a moved box", lambda: s.with_finding("consolidation", boxes=(moved(s.LEFT_ZONE, -0.4),))),
    ("places", "a second box elsewhere", lambda: s.with_finding(
        "consolidation", boxes=(s.LEFT_ZONE, moved(s.LEFT_ZONE, -0.4)))),
    ("places", "a box on the other side", lambda: s.with_finding("pneumothorax", boxes=(s.LEFT_ZONE,))),
    ("statements", "a flipped side in the text", lambda: s.with_sentence(
        "s1", text="Consolidation in the right lower zone.")),
    ("statements", "both sides for a finding on one", lambda: s.with_sentence(
        "s7", text="Consolidation in both lower zones.")),
    ("statements", "one side for a finding on both", lambda: s.with_finding(
        "consolidation", laterality=Laterality.BILATERAL, zones=(), boxes=())),
    ("statements", "another zone in the text", lambda: s.with_sentence(
        "s1", text="Consolidation in the left upper zone.")),
    ("statements", "an invented finding in a sentence", lambda: s.with_sentence(
        "s1", text="Consolidation in the left lower zone. Displaced rib fracture on the left.")),
    ("statements", "an invented finding in a sentence of its own", lambda: one_more_sentence(
        "Displaced rib fracture on the left.", regions=("ribs",))),
    ("statements", "a degree that the finding does not have", lambda: s.with_sentence(
        "s1", text="Severe consolidation in the left lower zone.")),
    ("statements", "another finding of the reading than the linked one", lambda: s.with_sentence(
        "s7", text="Cardiomegaly.")),
    ("statements", "a statement of the impression without its finding", lambda: s.with_sentence(
        "s7", findings=())),
    ("assessed", "the wrong side could not be assessed", lambda: s.with_sentence(
        "s2", text="No emphysema; the right clavicle could not be assessed.")),
    ("thresholds", "a probability below what is claimed", lambda: s.with_finding(
        "consolidation", probability=0.59)),
    ("thresholds", "a probability above what is claimed", lambda: s.with_finding(
        "pneumothorax", probability=0.6)),
    ("thresholds", "thresholds the wrong way round", lambda: s.with_finding(
        "consolidation", absent_below=0.7, present_from=0.6)),
    ("thresholds", "an absent finding above its bound", lambda: s.with_finding("emphysema", probability=0.3)),
    ("statements", "a hedged certain finding", lambda: s.with_sentence(
        "s1", text="Possible consolidation in the left lower zone.")),
    ("statements", "a probable certain finding", lambda: s.with_sentence(
        "s1", text="Probable consolidation in the left lower zone.")),
    ("statements", "an uncertain finding stated outright", lambda: s.with_sentence(
        "s3", text="Right apical pneumothorax.")),
    ("statements", "an absent finding stated", lambda: s.with_sentence("s2", text="Emphysema.")),
    ("assessed", "a side denied that was not assessed", lambda: s.changed(
        s.sample(),
        regions=[r.model_copy(update={"assessed": False, "box": None, "reason": "white"})
                 if r.id in ("left_pleura", s.MISSING) else r for r in s.sample().regions],
        steps=[step.model_copy(update={"assessed": False})
               if step.region == "left_pleura" else step for step in s.sample().steps],
        sentences=s.swap(s.sample().sentences, "s4", text="No pleural effusion."))),
    ("assessed", "a part that was not assessed", lambda: one_more_sentence(
        "The left costophrenic angle is seen.", regions=("left_lower_zone",))),
    ("assessed", "a finding where nothing was assessed", lambda: s.changed(
        s.sample(),
        regions=[r.model_copy(update={"assessed": False, "reason": "white"})
                 if r.id == "heart" else r for r in s.sample().regions],
        steps=s.swap(s.sample().steps, "look_heart", assessed=False))),
    ("measurements", "an altered value", lambda: with_ratio(0.566)),
    ("measurements", "an altered number in the text", lambda: s.with_sentence(
        "s5", text=HEART.format("0.58 (limit 0.50)"))),
    ("measurements", "an altered number in other words", lambda: s.with_sentence(
        "s5", text="The heart is enlarged and takes up 61% of the width of the chest.")),
    ("measurements", "a size that nobody measured", lambda: s.with_sentence(
        "s7", text="Consolidation of 34 mm in the left lower zone.")),
    ("measurements", "an altered limit in the text", lambda: s.with_sentence(
        "s5", text=HEART.format("0.56 (limit 0.55)"))),
    ("measurements", "a number without its limit", lambda: s.with_sentence("s5", text=HEART.format("0.56"))),
    ("contradictions", "present and absent at once", lambda: s.with_another(
        absent("consolidation", "again"))),
    ("statements", "a sentence that denies a finding", lambda: one_more_sentence("No consolidation.")),
    ("statements", "a denial in other words", lambda: s.with_sentence(
        "s5", text="The cardiac silhouette is not enlarged; cardiothoracic ratio 0.56 (limit 0.50).")),
    ("statements", "a normal film with findings", lambda: one_more_sentence(
        "No acute cardiopulmonary abnormality.")),
    ("statements", "no finding in a film with findings", lambda: one_more_sentence("No finding.")),
    ("coverage", "a dropped step", lambda: without_step("right_hilum")),
    ("coverage", "a dropped region", lambda: without_region("aorta")),
    ("coverage", "no reason", lambda: s.with_region(s.MISSING, reason=None)),
    ("coverage", "a step that assessed what was not", lambda: s.with_step(s.MISSING, assessed=True)),
    ("coverage", "a step that did not assess what was", lambda: s.with_step("carina", assessed=False)),
    ("critical", "a critical finding not marked", lambda: s.with_sentence("s6", critical=False)),
    ("critical", "a critical finding not on top", critical_last),
    ("critical", "a critical finding not in the impression", lambda: s.without_sentence("s6")),
    ("comparisons", "a comparison", lambda: s.with_sentence(
        "s1", text="Unchanged consolidation in the left lower zone.")),
    ("comparisons", "a prior that is not there", lambda: s.with_sentence(
        "s1", text="Consolidation in the left lower zone, which the previous film did not show.")),
    ("comparisons", "a change", lambda: s.with_finding("consolidation", change=Change.NEW)),
]  # fmt: skip

FLAGS: list[tuple[str, str, Callable[[], Reading]]] = [
    ("links", "a doubt nobody tells", lambda: s.with_another(
        Finding(id="d", concept="pulmonary_fibrosis", presence=Presence.UNCERTAIN))),
    ("places", "a box without a zone", lambda: s.with_finding("consolidation", zones=())),
    ("measurements", "no landmarks", lambda: with_ratio(0.56, landmarks={})),
    ("contradictions", "a parent denied", lambda: s.with_another(absent("lung_opacity", "parent"))),
    ("contradictions", "a ratio below the limit", lambda: s.changed(
        s.sample(),
        measurements=[ratio(0.44)],
        sentences=s.swap(s.sample().sentences, "s5", text=HEART.format("0.44 (limit 0.50)")))),
    ("coverage", "letters out of order", reordered_steps),
    ("critical", "a mark on what is not critical", lambda: s.with_sentence("s1", critical=True)),
]  # fmt: skip


def test_a_right_reading_passes_every_check_once() -> None:
    checks = verify(s.sample())
    assert [check.name for check in checks] == NAMES
    assert {check.verdict for check in checks} == {Verdict.PASS}
    assert len(CHECKS) == len(NAMES)


@pytest.mark.parametrize(("name", "what", "spoilt"), FAILS, ids=[f"{row[0]}: {row[1]}" for row in FAILS])
def test_what_is_wrong_fails_exactly_its_check(name: str, what: str, spoilt: Callable[[], Reading]) -> None:
    assert verdicts(spoilt()) == {name: {Verdict.FAIL}}, what


@pytest.mark.parametrize(("name", "what", "doubtful"), FLAGS, ids=[f"{row[0]}: {row[1]}" for row in FLAGS])
def test_what_is_doubtful_flags_exactly_its_check(
    name: str, what: str, doubtful: Callable[[], Reading]
) -> None:
    assert verdicts(doubtful()) == {name: {Verdict.FLAG}}, what


def test_every_check_can_fail() -> None:
    assert {row[0] for row in FAILS} == set(NAMES)


def test_a_spoilt_finding_is_named() -> None:
    wrong = [check for check in verify(s.with_finding("consolidation", probability=0.3)) if check.finding]
    assert [(check.finding, check.why) for check in wrong] == [
        ("consolidation", "consolidation is present, but 0.300 makes it uncertain.")
    ]


def test_zones_on_the_other_side_agree_with_neither_the_side_nor_the_text() -> None:
    assert verdicts(s.with_finding("pneumothorax", zones=("left_apical_zone",), boxes=())) == {
        "places": {Verdict.FAIL},
        "statements": {Verdict.FAIL},
    }


def test_the_middle_is_that_of_the_regions_not_of_the_film() -> None:
    """On a film that lies off centre, a box left of half the width can be on the patient's left."""

    def shifted(box: Box) -> Box:
        return box.model_copy(update={"x_min": box.x_min * 0.6, "x_max": box.x_max * 0.6})

    reading = s.sample()
    film = [r.model_copy(update={"box": shifted(r.box)}) if r.box else r for r in reading.regions]
    findings = [f.model_copy(update={"boxes": tuple(map(shifted, f.boxes))}) for f in reading.findings]
    assert shifted(s.LEFT_ZONE).centre.x < 0.5
    assert verdicts(s.changed(reading, regions=film, findings=findings)) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Consolidation in the left lower zone.",
        "There is a left basal consolidation.",
        "Left lower zone airspace consolidation is noted.",
        "Consolidation.",
    ],
)
def test_other_words_for_the_same_pass(text: str) -> None:
    assert verdicts(s.with_sentence("s1", text=text)) == {}


def test_a_normal_film_needs_no_link() -> None:
    only = {"text": "No finding.", "findings": (), "regions": ()}
    reading = s.changed(
        s.sample(),
        findings=[],
        measurements=[],
        steps=[step.model_copy(update={"findings": ()}) for step in s.sample().steps],
        sentences=[s.sample().sentences[0].model_copy(update=only)],
    )
    assert verdicts(reading) == {}


def test_a_denial_on_one_side_leaves_the_other() -> None:
    assert verdicts(one_more_sentence("No right consolidation.", regions=("right_lower_zone",))) == {}


def test_verdicts_can_be_stored_in_the_reading() -> None:
    for _, _, spoilt in FAILS:
        assert s.changed(spoilt(), checks=verify(spoilt())).checks


def reading_of(case: Case) -> Reading:
    """A case as a whole Reading, its words written by the package."""
    seen_in = {f.id: _evidence(f, case) for f in case.findings}
    findings = [f.model_copy(update={"evidence": seen_in[f.id]}) for f in case.findings]
    steps = [
        Step(
            id=f"look_{region.id}",
            region=region.id,
            seen=describe_step(region, case.findings),
            findings=tuple(f for f, steps in seen_in.items() if f"look_{region.id}" in steps),
            assessed=region.assessed,
        )
        for region in case.regions
    ]
    return s.changed(
        s.sample(),
        regions=case.regions,
        steps=steps,
        measurements=case.measurements,
        findings=findings,
        sentences=write_report(case.findings, case.measurements, case.regions),
    )


def _evidence(finding: Finding, case: Case) -> tuple[str, ...]:
    if finding.presence is Presence.ABSENT:
        return ()
    seen = finding.zones or tuple(region.id for region in case.regions)
    return tuple(f"look_{region}" for region in region_by_id() if region in seen)


@settings(max_examples=100)
@given(cases())
def test_every_report_the_package_writes_passes(case: Case) -> None:
    """Only what the findings themselves contradict may be flagged; no check fails."""
    left = verdicts(reading_of(case))
    assert left in ({}, {"contradictions": {Verdict.FLAG}})
