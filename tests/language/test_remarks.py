"""What a sentence says beside its mentions."""

from __future__ import annotations

import pytest

from radtrace.language import remarks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("New left effusion.", ("new",)),
        ("Unchanged, stable cardiomegaly.", ("unchanged", "stable")),
        (
            "Interval improvement compared with the prior.",
            ("interval improvement", "compared", "prior"),
        ),
        ("The effusion has increased.", ("increased",)),
        ("The opacity is no longer seen.", ("no longer",)),
        ("The heart is normal and unchanged.", ("unchanged",)),
        ("As on yesterday's film, the lungs are clear.", ("yesterday",)),
        ("Increased lung markings; a renewed reading of the whole film.", ()),
        ("Small left effusion.", ()),
    ],
)
def test_comparisons_are_listed_in_order(text: str, words: tuple[str, ...]) -> None:
    assert remarks(text).comparisons == words


@pytest.mark.parametrize(
    ("text", "seen", "unseen"),
    [
        ("The left clavicle could not be assessed.", (), ("left_clavicle",)),
        ("No edema; the right hemidiaphragm is not included.", (), ("right_hemidiaphragm",)),
        ("The trachea and the aorta cannot be evaluated.", (), ("trachea", "aorta")),
        ("The left hilum is normal, but the right was not assessed.", ("left_hilum",), ()),
        ("Both hemidiaphragms are smooth.", ("right_hemidiaphragm", "left_hemidiaphragm"), ()),
        ("The soft tissues are unremarkable.", ("soft_tissues",), ()),
        ("Opacity in the right mid zone.", ("right_mid_zone",), ()),
    ],
)
def test_parts_and_whether_they_were_assessed(
    text: str, seen: tuple[str, ...], unseen: tuple[str, ...]
) -> None:
    parts = remarks(text).parts
    assert tuple(r for part in parts if part.assessed for r in part.regions) == seen
    assert tuple(r for part in parts if not part.assessed for r in part.regions) == unseen


def test_a_clause_that_was_not_assessed_is_given_with_its_place() -> None:
    text = "No edema. No effusion; the left costophrenic angle could not be assessed."
    ((start, end),) = remarks(text).not_assessed
    assert text[start:end] == "the left costophrenic angle could not be assessed."


@pytest.mark.parametrize(
    ("text", "limited"),
    [("No nodule in the assessed zones.", True), ("The left clavicle could not be assessed.", False)],
)
def test_a_limit_to_what_was_assessed(text: str, limited: bool) -> None:
    assert remarks(text).limited is limited


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("No finding.", True),
        ("No abnormal findings.", True),
        ("No findings to suggest pneumonia.", False),
        ("No pleural effusion.", False),
    ],
)
def test_a_film_without_findings(text: str, normal: bool) -> None:
    assert remarks(text).normal is normal


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "Opacity in the right mid zone and in the left lower zone.",
            [(("right",), ("mid",)), (("left",), ("lower",))],
        ),
        ("Fibrosis in the mid and lower zones of both lungs.", [(("right", "left"), ("mid", "lower"))]),
        (
            "Emphysema throughout the left lung and in the right apical zone.",
            [(("left",), ("apical", "upper", "mid", "lower")), (("right",), ("apical",))],
        ),
        ("Left effusion.", [(("left",), ())]),
        ("Cardiomegaly.", []),
    ],
)
def test_zones_stand_with_their_sides(
    text: str, places: list[tuple[tuple[str, ...], tuple[str, ...]]]
) -> None:
    assert [(place.sides, place.zones) for place in remarks(text).places] == places
