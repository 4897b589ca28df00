"""Dwell by region: seconds counted once, on the film's own regions or the standard layout."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from radtrace.anatomy.layout import placed_regions, standard_layout
from radtrace.anatomy.locate import ELSEWHERE, distinguishable_regions, region_of
from radtrace.gaze.by_region import dwell_by_region, heat_by_region
from radtrace.gaze.heat import dwell_map, looks
from radtrace.record import Box, Fixation, Point, Reading, Region, region_by_id
from tests.gaze.readings_of_gaze import fixation, paths, reading

ZONE = Region(id="left_lower_zone", box=Box(x_min=0.5, y_min=0.5, x_max=0.9, y_max=0.9))
HEART = Region(id="heart", box=Box(x_min=0.4, y_min=0.5, x_max=0.7, y_max=0.8))


def test_the_standard_layout_is_a_chest() -> None:
    boxes = {region.id: region.box for region in standard_layout() if region.box is not None}
    assert set(region_by_id()) - set(boxes) == {"soft_tissues", "devices"}
    for name, box in boxes.items():
        side = region_by_id()[name].side
        if side is not None:
            assert (box.centre.x > 0.5) == (side == "left"), name
    assert boxes["trachea"].centre.y < boxes["carina"].centre.y < boxes["heart"].centre.y
    assert boxes["heart"].centre.x > 0.5


def test_the_middle_of_a_region_of_its_own_is_in_it() -> None:
    apex = np.array([[0.33, 0.16], [0.27, 0.3], [0.23, 0.47], [0.52, 0.62], [0.19, 0.72], [0.51, 0.1]])
    assert region_of(apex, standard_layout()) == (
        "right_apical_zone", "right_upper_zone", "right_mid_zone", "heart",
        "right_costophrenic_angle", "trachea",
    )  # fmt: skip


def test_the_smallest_region_has_the_fixation() -> None:
    points = np.array([[0.6, 0.6], [0.8, 0.8], [0.1, 0.1]])
    assert region_of(points, [ZONE, HEART]) == ("heart", "left_lower_zone", ELSEWHERE)
    assert region_of(points, [HEART, ZONE]) == ("heart", "left_lower_zone", ELSEWHERE)


def test_an_outline_goes_before_its_box() -> None:
    corners = (Point(x=0.5, y=0.5), Point(x=0.9, y=0.5), Point(x=0.5, y=0.9))
    triangle = ZONE.model_copy(update={"polygons": (corners,)})
    assert region_of(np.array([[0.55, 0.55], [0.85, 0.85]]), [triangle]) == ("left_lower_zone", ELSEWHERE)


@given(paths())
def test_seconds_and_heat_are_conserved(fixations: tuple[Fixation, ...]) -> None:
    looked = looks(fixations)
    names = region_of(np.stack([looked.x, looked.y], axis=1), standard_layout())
    assert sum(dwell_by_region(names, looked.dwell_s).values()) == pytest.approx(looked.dwell_s.sum())
    parts = heat_by_region(looked, standard_layout(), 16, 16)
    assert sum(parts.values(), np.zeros((16, 16))) == pytest.approx(dwell_map(looked, 16, 16))


def test_a_region_that_is_the_whole_film_has_no_place() -> None:
    whole = Region(id="devices", box=Box(x_min=0, y_min=0, x_max=1, y_max=1))
    lost = Region(id="carina", assessed=False, reason="outside the film")
    own: Reading = reading([fixation(0.5, 0.5)]).model_copy(update={"regions": (whole, lost, HEART)})
    assert placed_regions(own) == ((HEART,), True)
    none = own.model_copy(update={"regions": (whole, lost)})
    assert placed_regions(none) == (standard_layout(), False)


def test_a_pleura_that_is_its_lung_is_not_told_from_the_zones() -> None:
    left = {region.id for region in distinguishable_regions(standard_layout())}
    assert "left_pleura" not in left
    assert {"heart", "carina", "left_lower_zone", "left_costophrenic_angle"} <= left
