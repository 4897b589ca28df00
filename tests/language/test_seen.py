from __future__ import annotations

import re

from hypothesis import given, settings

from radtrace.language import describe_step, understand
from radtrace.record import Finding, Presence, Region
from tests.gaze.layout import region_boxes
from tests.language.cases import Case, cases

ZONE = Region(id="right_lower_zone", box=region_boxes()["right_lower_zone"])
ABSENT = [
    Finding(id="f1", concept="pneumothorax", presence=Presence.ABSENT),
    Finding(id="f2", concept="cardiomegaly", presence=Presence.ABSENT),
]


def lung(presence: Presence, zone: str) -> Finding:
    return Finding(id="f3", concept="consolidation", presence=presence, zones=(zone,))


def test_what_is_seen_is_told_with_its_certainty() -> None:
    assert describe_step(ZONE, ABSENT) == "The right lower zone: no pneumothorax."
    assert describe_step(ZONE, [*ABSENT, lung(Presence.PRESENT, ZONE.id)]) == (
        "The right lower zone: consolidation; no pneumothorax."
    )
    assert describe_step(ZONE, [*ABSENT, lung(Presence.UNCERTAIN, ZONE.id)]) == (
        "The right lower zone: possible consolidation; no pneumothorax."
    )


def test_what_is_present_elsewhere_is_not_seen_here() -> None:
    elsewhere = lung(Presence.PRESENT, "left_mid_zone")
    assert "consolidation" not in describe_step(ZONE, [*ABSENT, elsewhere])
    assert describe_step(ZONE, [elsewhere]) == "The right lower zone: no sign here of what is seen elsewhere."


def test_a_stop_where_nothing_scored_can_occur_claims_nothing() -> None:
    trachea = Region(id="trachea", box=region_boxes()["trachea"])
    assert describe_step(trachea, ABSENT) == "The trachea: none of the findings looked for occurs here."


def test_a_region_that_was_not_assessed_gives_its_reason() -> None:
    missing = Region(id="left_clavicle", assessed=False, reason="Outside the film.")
    assert describe_step(missing, ABSENT) == "The left clavicle could not be assessed: Outside the film."


@settings(max_examples=50)
@given(cases())
def test_every_stop_is_one_plain_sentence(case: Case) -> None:
    for region in case.regions:
        text = describe_step(region, case.findings)
        assert re.fullmatch(r"[A-Z][^.]*\.", text), text
        assert "  " not in text and ": ." not in text and "; ." not in text, text
        doubtful = any(f.presence is Presence.UNCERTAIN and region.id in f.zones for f in case.findings)
        doubted = any(mention.presence is Presence.UNCERTAIN for mention in understand(text).mentions)
        assert doubted or not doubtful or not region.assessed
