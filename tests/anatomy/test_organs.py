"""Masks, the cardiothoracic ratio and the protocol's regions, on drawn organs with known truth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from radtrace.anatomy.measurements import cardiothoracic_ratio
from radtrace.anatomy.organs import ORGANS, Organs, box_around, film_mask, organs, outlines
from radtrace.anatomy.regions import regions_on_film
from radtrace.record import Region, protocol

SIDE = 80
ELLIPSES = {  # centre x, centre y, half width, half height
    "left_lung": (0.70, 0.45, 0.14, 0.30),
    "right_lung": (0.30, 0.45, 0.14, 0.30),
    "heart": (0.54, 0.60, 0.13, 0.12),
    "left_clavicle": (0.68, 0.16, 0.12, 0.02),
    "right_clavicle": (0.32, 0.16, 0.12, 0.02),
}


def anatomy(without: Sequence[str] = ()) -> np.ndarray:
    """Organ probabilities (5, 80, 80) of ELLIPSES, those named left out."""
    rows, columns = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
    drawn = np.zeros((5, SIDE, SIDE), np.float32)
    for index, name in enumerate(ORGANS):
        x, y, width, height = ELLIPSES[name]
        distance = ((columns - x) / width) ** 2 + ((rows - y) / height) ** 2
        if name not in without:
            drawn[index] = 1 / (1 + np.exp(8 * (np.sqrt(distance) - 1)))
    return drawn


@pytest.fixture
def drawn() -> Organs:
    return organs(anatomy())


def test_the_ratio_is_the_drawn_one(drawn: Organs) -> None:
    ratio = cardiothoracic_ratio(drawn)
    assert ratio is not None
    assert ratio.value == pytest.approx(0.26 / 0.68, abs=0.01)
    assert ratio.limit == 0.5


@pytest.mark.parametrize("missing", ["heart", "left_lung", "right_lung"])
def test_no_ratio_without_heart_and_both_lungs(missing: str) -> None:
    assert cardiothoracic_ratio(organs(anatomy(without=[missing]))) is None


def test_specks_are_removed_and_holes_filled() -> None:
    spoiled = anatomy()
    spoiled[0, 2:4, 2:4] = 1
    spoiled[0, 34:37, 55:58] = 0
    clean, true = organs(spoiled).masks["left_lung"], organs(anatomy()).masks["left_lung"]
    assert not clean[:20, :20].any()
    assert (clean ^ true).mean() < 0.001


def test_film_masks_have_the_films_size_and_the_organs_bits() -> None:
    bits = film_mask(anatomy(), organs(anatomy()), 300, 300)
    assert bits.shape == (300, 300) and bits.dtype == np.uint8
    assert bits[135, 210] == 1 and bits[135, 90] == 2 and bits[180, 162] == 4
    assert bits[48, 204] & 8 and bits[48, 96] & 16


def test_a_box_surrounds_its_mask_and_an_empty_one_has_none() -> None:
    mask = np.zeros((10, 20), bool)
    assert box_around(mask) is None
    mask[2:5, 6:9] = True
    box = box_around(mask)
    assert box is not None and (box.x_min, box.y_min, box.x_max, box.y_max) == (0.3, 0.2, 0.45, 0.5)


def test_outlines_lie_on_the_mask(drawn: Organs) -> None:
    (outline,) = outlines(drawn.masks["heart"])
    box = drawn.box("heart")
    assert box is not None and len(outline) >= 8
    assert all(box.contains(point) for point in outline)


def _by_id(without: Sequence[str] = ()) -> dict[str, Region]:
    return {region.id: region for region in regions_on_film(organs(anatomy(without)))}


def test_every_region_comes_in_the_protocols_order() -> None:
    assert [region.id for region in regions_on_film(organs(anatomy()))] == [row.id for row in protocol()]


def test_zones_of_a_lung_follow_each_other_downwards() -> None:
    regions = _by_id()
    boxes = [regions[f"left_{zone}_zone"].box for zone in ("apical", "upper", "mid", "lower")]
    assert all(box is not None for box in boxes)
    assert all(a and b and a.y_max == pytest.approx(b.y_min) for a, b in pairwise(boxes))


def test_a_lung_that_was_not_found_is_said_so_for_its_side_only() -> None:
    regions = _by_id(without=["left_lung"])
    assert regions["left_mid_zone"].reason == "the left lung could not be outlined"
    assert not regions["left_mid_zone"].assessed and regions["right_mid_zone"].assessed
    assert not regions["mediastinum"].assessed


def test_an_angle_cut_off_by_the_edge_is_not_assessed() -> None:
    low = np.roll(anatomy(), int(0.25 * SIDE), axis=1)
    low[:, : int(0.25 * SIDE)] = 0
    region = {r.id: r for r in regions_on_film(organs(low))}["left_costophrenic_angle"]
    assert not region.assessed and region.reason == "it is cut off by the edge of the film"


def test_regions_without_a_concept_are_not_called_assessed() -> None:
    assert not _by_id()["trachea"].assessed
