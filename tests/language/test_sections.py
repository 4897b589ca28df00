"""Headings of the field's report layouts, kept, merged, in upper case or missing."""

from __future__ import annotations

import pytest

from radtrace.language import section_texts, sections, understand

MIMIC = """                                 FINAL REPORT
 EXAMINATION:  CHEST (PORTABLE AP)

 INDICATION:  ___ year old man with cough  // r/o pneumonia

 TECHNIQUE:  Portable AP chest.

 COMPARISON:  ___.

 FINDINGS:

 Heart size is normal.  No pneumothorax.

 IMPRESSION:

 Small left effusion.
"""
OPEN_I = """COMPARISON: XXXX, XXXX
INDICATION: XXXX-year-old with pneumothorax
FINDINGS: The heart is enlarged. XXXX are clear.
IMPRESSION: No acute disease."""
CHEXPERT_PLUS = """NARRATIVE:
RADIOGRAPHIC EXAMINATION OF THE CHEST: 1/2/2010 4:30 PM

CLINICAL HISTORY: 50 years of age, Male, effusion.

COMPARISON: 1/1/2010.

PROCEDURE COMMENTS: Single view of the chest.

FINDINGS:

The left chest tube is unchanged.

IMPRESSION:

1. NO PNEUMOTHORAX.

2. STABLE LEFT BASILAR OPACITY.

ACCESSION NUMBER:
123456
END OF IMPRESSION"""
REXRANK = "Findings: The lungs are clear. No effusion.\nImpression: Normal chest."


def names(text: str) -> list[str]:
    return [span.section for span in sections(text)]


def stated(text: str) -> list[tuple[str, str]]:
    return [(mention.section, mention.concept) for mention in understand(text).mentions]


def test_mimic() -> None:
    parts = section_texts(MIMIC)
    assert parts["indication"] == "___ year old man with cough  // r/o pneumonia"
    assert parts["technique"] == "Portable AP chest."
    assert parts["comparison"] == "___."
    assert parts["findings"] == "Heart size is normal.  No pneumothorax."
    assert parts["impression"] == "Small left effusion."
    assert stated(MIMIC) == [
        ("findings", "cardiomegaly"),
        ("findings", "pneumothorax"),
        ("impression", "pleural_effusion"),
    ]


def test_open_i() -> None:
    assert names(OPEN_I) == ["comparison", "indication", "findings", "impression"]
    assert stated(OPEN_I) == [("findings", "cardiomegaly"), ("impression", "acute_abnormality")]


def test_chexpert_plus() -> None:
    parts = section_texts(CHEXPERT_PLUS)
    assert parts["history"] == "50 years of age, Male, effusion."
    assert parts["findings"].endswith("The left chest tube is unchanged.")
    assert parts["technique"] == "Single view of the chest."
    assert parts["impression"].startswith("1. NO PNEUMOTHORAX.")
    assert stated(CHEXPERT_PLUS) == [
        ("findings", "chest_tube"),
        ("impression", "pneumothorax"),
        ("impression", "lung_opacity"),
    ]


def test_rexrank() -> None:
    assert section_texts(REXRANK) == {
        "findings": "The lungs are clear. No effusion.",
        "impression": "Normal chest.",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lungs are clear.", ["findings"]),
        ("", []),
        (" \n\n ", []),
        ("FINDINGS:", []),
        ("IMPRESSION: No effusion.", ["impression"]),
        ("FINDINGS AND IMPRESSION: No effusion.", ["findings"]),
        ("Findings/Impression: No effusion.", ["findings"]),
        ("FINDINGS & IMPRESSION: No effusion.", ["findings"]),
        ("IMPRESSION AND FINDINGS: No effusion.", ["findings"]),
        ("WET READ: No effusion.\n\nFINAL REPORT\nFINDINGS: Edema.", ["findings", "findings"]),
        ("WET READ VERSION #1\nNo effusion.", ["findings"]),
        ("findings: No effusion.\nimpression: None.", ["findings", "impression"]),
        ("FINDINGS\nNo effusion.\nIMPRESSION\nNormal chest.", ["findings", "impression"]),
        ("**Findings:** No effusion.\n**Impression:** Normal chest.", ["findings", "impression"]),
        ("FINDINGS: No effusion. IMPRESSION: Normal chest.", ["findings", "impression"]),
        ("INDICATION: Cough. COMPARISON: None. FINDINGS: Edema.", ["indication", "comparison", "findings"]),
        ("COMPARISON: None.\n\nNo effusion.", ["comparison", "findings"]),
        ("HISTORY: Cough.\nTECHNIQUE: PA and lateral.\n\nEdema.", ["history", "technique", "findings"]),
        ("No effusion.\nIMPRESSION: Normal chest.", ["findings", "impression"]),
        ("FINDINGS: Lungs: Clear.\nHeart: Enlarged.", ["findings", "findings"]),
        ("IMPRESSION:\n1. Edema.\n2. No effusion.", ["impression"]),
        ("IMPRESSION: Edema.\n\nRECOMMENDATION(S): CT to exclude nodule.", ["impression", "recommendation"]),
        ("NOTIFICATION: Dr. ___ was told of the pneumothorax.", ["recommendation"]),
        ("CLINICAL INFORMATION: XXXX\nFINDINGS: Edema.", ["indication", "findings"]),
        ("Note: edema is new.", ["findings"]),
        ("FINDINGS: Edema: mild. Ratio 3:1.", ["findings"]),
    ],
)
def test_headings(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "heading",
    [
        *("FINDINGS", "Findings", "FINDINGS AND IMPRESSION", "Findings/Impression", "FINDINGS & IMPRESSION"),
        *("IMPRESSION", "CONCLUSION", "WET READ", "Impressions", "  IMPRESSION ", "**FINDINGS**", "REPORT"),
    ],
)
def test_a_heading_is_no_part_of_its_section(heading: str) -> None:
    assert list(section_texts(f"{heading}: No effusion.").values()) == ["No effusion."]


@pytest.mark.parametrize(
    "heading", ["INDICATION", "History", "COMPARISON", "Technique", "EXAMINATION", "Reason for exam"]
)
def test_what_is_asked_or_compared_with_is_no_finding(heading: str) -> None:
    text = f"{heading}: Pneumothorax and effusion.\nFINDINGS: Edema."
    assert stated(text) == [("findings", "pulmonary_edema")]


def test_sections_do_not_overlap_and_cover_all_but_headings() -> None:
    for text in (MIMIC, OPEN_I, CHEXPERT_PLUS, REXRANK):
        covered = 0
        for span in sections(text):
            assert covered <= span.start < span.end <= len(text)
            gap = text[covered : span.start].strip()
            assert len(gap) <= 60
            covered = span.end
        assert not text[covered:].strip() or text[covered:].strip().isupper()


def test_what_stands_below_a_heading_of_an_organ_belongs_to_the_section_it_stands_in() -> None:
    text = "FINDINGS:\nLungs: Left effusion.\nHeart: Enlarged heart.\nIMPRESSION:\nLungs: Edema."
    assert stated(text) == [
        ("findings", "pleural_effusion"),
        ("findings", "cardiomegaly"),
        ("impression", "pulmonary_edema"),
    ]


@pytest.mark.parametrize(
    "text", ["Normal.", "IMPRESSION: Normal.", "No abnormality.", "Within normal limits."]
)
def test_a_report_that_is_one_state_speaks_of_the_chest(text: str) -> None:
    [mention] = understand(text).mentions
    assert (mention.concept, mention.presence) == ("acute_abnormality", "absent")
    assert text[mention.start : mention.end] == text.removeprefix("IMPRESSION: ").rstrip(".")


@pytest.mark.parametrize("text", ["Sternotomy wires. Intact.", "Left effusion. Normal.", "Heart: Normal."])
def test_a_later_or_labelled_state_does_not(text: str) -> None:
    assert "acute_abnormality" not in {mention.concept for mention in understand(text).mentions}
