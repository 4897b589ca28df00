from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings

from radtrace.language import remarks, understand, write_report
from radtrace.language.claims import ancestors
from radtrace.record import Finding, Laterality, Presence, Section, Sentence, film_concepts
from tests.gaze.layout import regions
from tests.language.cases import Case, cases, ratio, side

COMMA_BEFORE_LAST = re.compile(r",\s+(?:and|or)\b")


def finding(concept: str, presence: str = "present", *zones: str, **other: Any) -> Finding:
    return Finding(
        id=f"f_{concept}",
        concept=concept,
        presence=Presence(presence),
        zones=zones,
        **{"laterality": side(zones)} | other,
    )


def all_absent(*but: str) -> list[Finding]:
    heart = {"cardiomegaly": {"measurement": "m1"}}
    return [finding(c.id, "absent", **heart.get(c.id, {})) for c in film_concepts() if c.id not in but]


def report(*findings: Finding, missing: tuple[str, ...] = (), heart: float | None = None) -> list[Sentence]:
    return list(write_report(findings, [ratio(heart)] if heart else [], regions(*missing)))


def texts(sentences: list[Sentence], section: Section = Section.FINDINGS) -> list[str]:
    return [sentence.text for sentence in sentences if sentence.section is section]


def linked(sentence: Sentence, case: Case) -> list[Finding]:
    return [f for f in case.findings if f.id in sentence.findings]


@settings(max_examples=80)
@given(cases())
def test_every_sentence_is_good_english(case: Case) -> None:
    for sentence in write_report(case.findings, case.measurements, case.regions):
        text = sentence.text
        assert re.fullmatch(r"[A-Z][^.]*(?:\d\.\d[^.]*)*\.", text), text
        assert "  " not in text and " ," not in text and " ;" not in text and " ." not in text, text
        assert not COMMA_BEFORE_LAST.search(text), text
        assert not re.search(r"\b(\w+) \1\b", text), text
        assert not re.search(r"\b(?:and|or|in|no|the|at|with|possible|a)[.,;]", text), text
        assert not re.search(r"None|_|\{|\}", text), text


@settings(max_examples=80)
@given(cases())
def test_a_sentence_is_wholly_sure_or_wholly_in_doubt(case: Case) -> None:
    for sentence in write_report(case.findings, case.measurements, case.regions):
        claims = {f.presence for f in linked(sentence, case)}
        doubts_an_opacity = claims == {Presence.PRESENT, Presence.UNCERTAIN}
        assert len(claims) <= 1 or (doubts_an_opacity and sentence.text.startswith("The ")), sentence
        understood = understand(sentence.text)
        stated = {m.presence for m in understood.mentions if not re.search(r"\d", understood.words(m))}
        assert stated == claims, sentence  # a ratio is a measurement


@settings(max_examples=80)
@given(cases())
def test_every_claim_is_told_in_both_sections(case: Case) -> None:
    sentences = write_report(case.findings, case.measurements, case.regions)
    present = [f for f in case.findings if f.presence is Presence.PRESENT]
    settled = {above for f in present for above in ancestors(f.concept)}
    for section in Section:
        told = {i for s in sentences if s.section is section for i in s.findings}
        assert {f.id for f in present} <= told
        doubts = [f for f in case.findings if f.presence is Presence.UNCERTAIN]
        assert {f.id for f in doubts if f.concept not in settled} <= told


@settings(max_examples=80)
@given(cases())
def test_nothing_is_denied_where_nothing_was_assessed(case: Case) -> None:
    assessed = {region.id for region in case.regions if region.assessed}
    where = {concept.id: set(concept.regions) for concept in film_concepts()}
    for sentence in write_report(case.findings, case.measurements, case.regions):
        for f in linked(sentence, case):
            if f.presence is Presence.ABSENT:
                assert where[f.concept] & assessed
                assert set(sentence.regions) <= assessed


@settings(max_examples=80)
@given(cases())
def test_critical_findings_come_first_and_nothing_is_compared(case: Case) -> None:
    sentences = write_report(case.findings, case.measurements, case.regions)
    impression = [s for s in sentences if s.section is Section.IMPRESSION]
    assert impression
    assert [s.critical for s in impression] == sorted((s.critical for s in impression), reverse=True)
    for sentence in sentences:
        claims = [f for f in linked(sentence, case) if f.presence is not Presence.ABSENT]
        assert sentence.critical is any(f.critical for f in claims)
        assert remarks(sentence.text).comparisons == ()


@settings(max_examples=80)
@given(cases())
def test_ids_count_up_and_every_sentence_is_about_something(case: Case) -> None:
    sentences = write_report(case.findings, case.measurements, case.regions)
    assert [s.id for s in sentences] == [f"s{n}" for n in range(1, len(sentences) + 1)]
    assert [s.section for s in sentences] == sorted(s.section for s in sentences)
    assert all(s.findings or s.regions for s in sentences)
    assert len({(s.section, s.text) for s in sentences}) == len(sentences)


def test_a_normal_film() -> None:
    sentences = report(*all_absent(), heart=0.44)
    assert texts(sentences) == [
        "The lungs are clear, with no consolidation, pneumonia, infiltrate, atelectasis, pulmonary edema "
        "or other lung opacity.",
        "No nodule, mass, fibrosis or emphysema.",
        "No pneumothorax, pleural effusion or pleural thickening.",
        "The cardiac silhouette is not enlarged; cardiothoracic ratio 0.44 (limit 0.50).",
        "No hiatal hernia.",
    ]
    assert texts(sentences, Section.IMPRESSION) == ["No acute cardiopulmonary abnormality."]


def test_related_findings_at_one_place_are_one_sentence() -> None:
    zone = "right_lower_zone"
    same = [finding(c, "present", zone) for c in ("lung_opacity", "consolidation", "pneumonia")]
    sentences = report(*same)
    assert texts(sentences) == [
        "Opacity in the right lower zone with consolidation, in keeping with pneumonia."
    ]
    assert sentences[0].findings == ("f_lung_opacity", "f_consolidation", "f_pneumonia")
    assert sentences[0].regions == (zone,)


def test_the_impression_ties_nothing_together_that_is_apart() -> None:
    apart = [
        finding("consolidation", "present", "left_lower_zone"),
        finding("pneumonia", "present", "left_apical_zone"),
    ]
    assert texts(report(*apart), Section.IMPRESSION) == ["Consolidation and pneumonia in the left lung."]


def test_atelectasis_is_not_put_down_to_pneumonia() -> None:
    same = [finding(c, "present", "left_lower_zone") for c in ("atelectasis", "pneumonia")]
    assert texts(report(*same)) == ["Atelectasis and pneumonia in the left lower zone."]


def test_doubts_lean_on_the_opacity_they_are_about() -> None:
    zone = "right_lower_zone"
    doubts = [finding(c, "uncertain", zone) for c in ("consolidation", "pneumonia")]
    assert texts(report(finding("lung_opacity", "present", zone), *doubts)) == [
        "Opacity in the right lower zone.",
        "The opacity in the right lower zone may represent consolidation or pneumonia.",
    ]
    assert texts(report(finding("lung_opacity", "uncertain", zone), *doubts)) == [
        "Possible opacity in the right lower zone, which may represent consolidation or pneumonia."
    ]


@pytest.mark.parametrize(
    ("zones", "words"),
    [
        (("right_lower_zone",), "in the right lower zone"),
        (("right_lower_zone", "right_mid_zone"), "in the right mid and lower zones"),
        (("right_lower_zone", "left_lower_zone"), "in both lower zones"),
        (
            ("right_mid_zone", "left_mid_zone", "right_lower_zone", "left_lower_zone"),
            "in the mid and lower zones of both lungs",
        ),
        (tuple(f"left_{n}_zone" for n in ("apical", "upper", "mid", "lower")), "throughout the left lung"),
        (("right_hilum", "left_upper_zone"), "in the left upper zone and at the right hilum"),
        (("right_hilum", "left_hilum"), "at both hila"),
    ],
)
def test_places_read_as_a_radiologist_says_them(zones: tuple[str, ...], words: str) -> None:
    assert texts(report(finding("pulmonary_edema", "present", *zones))) == [f"Pulmonary edema {words}."]


def test_sides_go_before_pleural_findings() -> None:
    both = ("right_costophrenic_angle", "left_costophrenic_angle")
    assert texts(report(finding("pleural_effusion", "present", *both, severity="small"))) == [
        "Small bilateral pleural effusions."
    ]
    assert texts(report(finding("pneumothorax", "uncertain", laterality=Laterality.LEFT))) == [
        "Possible left pneumothorax."
    ]
    assert texts(report(finding("pneumothorax", "uncertain"))) == ["Pneumothorax cannot be excluded."]


def test_a_negative_goes_no_further_than_what_was_assessed() -> None:
    sentences = report(*all_absent(), missing=("left_costophrenic_angle", "left_lower_zone"))
    assert texts(sentences)[1] == ("No nodule, mass, fibrosis or emphysema in the assessed zones.")
    assert "No right pleural effusion; the left costophrenic angle could not be assessed." in texts(sentences)
    assert texts(sentences)[-1] == (
        "The left lower zone and the left costophrenic angle could not be assessed."
    )
    assert texts(sentences, Section.IMPRESSION) == [
        "No acute cardiopulmonary abnormality in the assessed regions."
    ]


def test_regions_are_listed_by_name() -> None:
    missing = ("trachea", "ribs", "left_clavicle", "right_clavicle", "devices")
    assert texts(report(missing=missing)) == [
        "The trachea, both clavicles, the ribs and any medical devices could not be assessed."
    ]


def test_a_parent_is_not_denied_beside_its_child() -> None:
    sentences = report(*all_absent("pneumonia"), finding("pneumonia", "uncertain", "left_mid_zone"))
    assert not any("lung opacity" in text or "clear" in text for text in texts(sentences))


def test_an_enlarged_heart_that_the_model_does_not_see_is_not_denied() -> None:
    heart = finding("cardiomegaly", "absent", measurement="m1")
    assert texts(report(heart, heart=0.56)) == ["Cardiothoracic ratio 0.56 (limit 0.50)."]
    assert texts(report(heart, heart=0.56), Section.IMPRESSION) == [
        "Cardiothoracic ratio 0.56 (limit 0.50).",
        "No acute cardiopulmonary abnormality.",
    ]
    heart = finding("cardiomegaly", "present", measurement="m1", severity="mild")
    assert texts(report(heart, heart=0.44)) == [
        "The cardiac silhouette is mildly enlarged, although the cardiothoracic ratio is 0.44 (limit 0.50)."
    ]


def test_the_impression_puts_the_pneumothorax_first() -> None:
    found = [
        finding("lung_nodule_or_mass", "present", "right_mid_zone"),
        finding("pneumothorax", "uncertain", "left_apical_zone"),
        finding("pleural_effusion", "uncertain"),
    ]
    sentences = [s for s in report(*found) if s.section is Section.IMPRESSION]
    assert [s.text for s in sentences] == [
        "Possible left pneumothorax in the apical zone.",
        "Nodule or mass in the right mid zone.",
        "Pleural effusion cannot be excluded.",
    ]
    assert [s.critical for s in sentences] == [True, False, False]


def test_doubts_alone_are_no_normal_film() -> None:
    sentences = report(*all_absent("emphysema"), finding("emphysema", "uncertain"))
    assert texts(sentences, Section.IMPRESSION) == [
        "Emphysema cannot be excluded.",
    ]


def test_a_film_on_which_nothing_was_scored_is_not_called_normal() -> None:
    assert texts(report(), Section.IMPRESSION) == [
        "The film does not allow a statement on the findings looked for."
    ]


def test_a_concept_outside_the_table_is_worded_by_its_name() -> None:
    assert texts(report(finding("calcified_granuloma"))) == ["Calcified granuloma."]
