from __future__ import annotations

import pytest

from radtrace.language import clauses, comparison_words, hedged, negated, negates, side_words, unassessed
from radtrace.record import Laterality

LEFT, RIGHT, BOTH, MIDDLE = Laterality.LEFT, Laterality.RIGHT, Laterality.BILATERAL, Laterality.MIDLINE


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Left pleural effusion.", {LEFT}),
        ("Opacity in the RIGHT lower zone and the left hilum.", {LEFT, RIGHT}),
        ("Bilateral infiltrates.", {BOTH}),
        ("Opacity in both lungs.", {BOTH}),
        ("Right-sided effusion.", {RIGHT}),
        ("The trachea is midline.", {MIDDLE}),
        ("The left ventricle is enlarged.", set()),
        ("Obscured right heart border; left effusion.", {LEFT}),
        ("A bright cleft.", set()),
    ],
)
def test_side_words(text: str, sides: set[Laterality]) -> None:
    assert side_words(text) == sides


@pytest.mark.parametrize(
    "text",
    [
        "Possible consolidation.",
        "Pneumothorax cannot be excluded.",
        "The opacity may represent pneumonia.",
        "Atelectasis versus infiltrate.",
        "Findings suggestive of edema.",
        "Opacity concerning for pneumonia.",
        "Probably atelectasis.",
    ],
)
def test_doubt_is_heard(text: str) -> None:
    assert hedged(text)


@pytest.mark.parametrize(
    "text",
    [
        "Consolidation in the right lower zone, in keeping with pneumonia.",
        "No pneumothorax.",
        "The left lower zone could not be assessed.",
        "Nodule or mass in both lungs.",
        "The dismay of a mighty reader.",
    ],
)
def test_certainty_is_not_taken_for_doubt(text: str) -> None:
    assert not hedged(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("New left effusion.", ["new"]),
        ("Unchanged, stable cardiomegaly.", ["unchanged", "stable"]),
        ("Interval improvement compared with the prior.", ["interval", "improvement", "compared", "prior"]),
        ("The effusion has increased.", ["has increased"]),
        ("The opacity is no longer seen.", ["no longer"]),
        ("Increased lung markings; a renewed reading of the whole film.", []),
        ("Small left effusion.", []),
    ],
)
def test_comparisons_are_listed_in_order(text: str, words: list[str]) -> None:
    assert comparison_words(text) == words


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("No pneumothorax.", True),
        ("The lungs are clear.", True),
        ("The heart is not enlarged.", True),
        ("Lungs without consolidation.", True),
        ("Pneumothorax cannot be excluded.", False),
        ("The left clavicle could not be assessed.", False),
        ("No change of the effusion.", False),
        ("Abnormal lungs.", False),
        ("Nodule in the left upper zone.", False),
        ("Cardiothoracic ratio 0.56 (limit 0.50).", False),
    ],
)
def test_negation_of_a_sentence(text: str, denied: bool) -> None:
    assert negated(text) is denied


@pytest.mark.parametrize(
    ("text", "name", "denied"),
    [
        ("No consolidation, pneumothorax or pleural effusion.", "effusion", True),
        ("Opacity without consolidation.", "opacity", False),
        ("Opacity without consolidation.", "consolidation", True),
        ("No right pleural effusion; the left effusion is small.", "effusion", False),
        ("No pneumothorax, but a left effusion.", "effusion", False),
        ("Pneumothorax is not seen.", "pneumothorax", True),
        ("No masses.", "mass", True),
        ("No pneumothorax.", "effusion", None),
    ],
)
def test_negation_of_a_name(text: str, name: str, denied: bool | None) -> None:
    assert negates(text, [name]) is denied


def test_a_number_does_not_end_a_clause() -> None:
    assert clauses("Cardiothoracic ratio 0.56; no edema.") == ("Cardiothoracic ratio 0.56", "no edema")


def test_what_could_not_be_assessed_is_heard() -> None:
    assert unassessed("the left clavicle could not be assessed")
    assert not unassessed("no nodule in the assessed zones")
