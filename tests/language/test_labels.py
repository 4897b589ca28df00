"""Mentions as the label sets of the field."""

from __future__ import annotations

import pytest

from radtrace.language import chexpert_labels, nih_labels, understand
from radtrace.language.labels import CHEXPERT, NIH


def chexpert(text: str) -> dict[str, int]:
    return {name: value for name, value in chexpert_labels(understand(text)).items() if value is not None}


def nih(text: str) -> dict[str, int]:
    return {name: value for name, value in nih_labels(understand(text)).items() if value is not None}


def test_every_label_is_always_there() -> None:
    assert tuple(chexpert_labels(understand(""))) == CHEXPERT
    assert tuple(nih_labels(understand(""))) == tuple(NIH)
    assert len(CHEXPERT) == len(NIH) == 14


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Normal chest.", {"No Finding": 1}),
        ("Left effusion.", {"Pleural Effusion": 1}),
        ("No effusion.", {"No Finding": 1, "Pleural Effusion": 0}),
        ("Possible effusion.", {"Pleural Effusion": -1}),
        ("Probable effusion.", {"Pleural Effusion": 1}),
        ("Pneumonia or atelectasis.", {"Pneumonia": -1, "Atelectasis": -1}),
        ("Borderline heart size.", {"Cardiomegaly": -1}),
        ("Heart size is normal.", {"No Finding": 1, "Cardiomegaly": 0}),
        ("The effusion has resolved.", {"No Finding": 1, "Pleural Effusion": 0}),
        ("Endotracheal tube in place.", {"No Finding": 1, "Support Devices": 1}),
        ("Endotracheal tube in place. Edema.", {"Edema": 1, "Support Devices": 1}),
        ("Left rib fracture.", {"Fracture": 1}),
        ("A 3 cm mass. Pulmonary vascular congestion.", {"Lung Lesion": 1, "Edema": 1}),
        ("Pleural thickening.", {"Pleural Other": 1}),
        ("INDICATION: Pneumonia.", {"No Finding": 1}),
        ("Patchy opacity. Widened mediastinum.", {"Lung Opacity": 1, "Enlarged Cardiomediastinum": 1}),
    ],
)
def test_chexpert(text: str, expected: dict[str, int]) -> None:
    assert chexpert(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("Left effusion. No pneumothorax.", {"Effusion": 1, "Pneumothorax": 0}),
        ("Possible infiltrate.", {"Infiltration": -1}),
        ("Atelectasis or infiltrate.", {"Atelectasis": 1, "Infiltration": 1}),
        ("Borderline heart size.", {"Cardiomegaly": 1}),
        ("Hydropneumothorax.", {"Effusion": 1, "Pneumothorax": 1}),
        ("Small hiatal hernia. Emphysema.", {"Hernia": 1, "Emphysema": 1}),
        ("A nodule and a mass.", {"Nodule": 1, "Mass": 1}),
        ("Biapical pleural thickening with fibrosis.", {"Pleural_Thickening": 1, "Fibrosis": 1}),
    ],
)
def test_nih(text: str, expected: dict[str, int]) -> None:
    assert nih(text) == expected


@pytest.mark.parametrize("order", [1, -1])
def test_present_wins_over_uncertain_and_uncertain_over_absent(order: int) -> None:
    sentences = ["No effusion.", "Possible effusion.", "Left effusion."]
    assert chexpert(" ".join(sentences[::order]))["Pleural Effusion"] == 1
    assert chexpert(" ".join(sentences[:2][::order]))["Pleural Effusion"] == -1


@pytest.mark.parametrize("text", ["", " \n ", "FINDINGS:\n"])
def test_an_empty_report_has_no_labels(text: str) -> None:
    assert set(chexpert_labels(understand(text)).values()) == {None}
