"""Augmentation keeps film, mask and boxes together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from radtrace.training.embedded.augment import augment, plain, swap_sides
from radtrace.training.embedded.films import FINDINGS, split_lungs
from tests.training.films import drawn_film

OPACITY = FINDINGS.index("lung_opacity")
SIZE = 128


@given(st.integers(0, 31))
def test_swapping_sides_twice_changes_nothing(bits: int) -> None:
    mask = np.full((3, 3), bits, np.uint8)
    assert (swap_sides(swap_sides(mask)) == mask).all()
    assert (swap_sides(mask) & 4 == mask & 4).all()


@given(st.integers(0, 500))
def test_the_left_lung_stays_on_the_right_of_the_picture(seed: int) -> None:
    sample = augment(drawn_film("a"), SIZE, np.random.default_rng(seed))
    columns = np.arange(SIZE // 4)
    left, right = (((sample.mask & bit) > 0).sum(0) for bit in (1, 2))
    assert (left @ columns) / left.sum() > (right @ columns) / right.sum()


@given(st.integers(0, 500))
def test_boxes_go_where_the_bright_patch_goes(seed: int) -> None:
    sample = augment(drawn_film("a", positive=True), SIZE, np.random.default_rng(seed))
    lungs = np.kron(sample.mask > 0, np.ones((4, 4), bool))
    cells = np.kron(sample.cells[OPACITY] > 0.99, np.ones((16, 16), bool))
    if cells.any():
        bright, rest = np.median(sample.image[cells & lungs]), np.median(sample.image[lungs & ~cells])
        assert bright > rest


def test_the_same_state_gives_the_same_view() -> None:
    first, again = (augment(drawn_film("a"), SIZE, np.random.default_rng(3)).image for _ in range(2))
    assert (first == again).all()


def test_a_plain_view_has_the_box_where_it_was_drawn() -> None:
    sample = plain(drawn_film("a", positive=True), SIZE)
    cover = sample.cells[OPACITY]
    assert sample.boxed[OPACITY] == 1 and sample.boxed.sum() == 1
    assert np.isclose(cover.sum() / cover.size, 0.16 * 0.15, atol=0.002)
    rows, columns = np.mgrid[: cover.shape[0], : cover.shape[1]] + 0.5
    assert np.isclose((cover * columns).sum() / cover.sum() / cover.shape[1], 0.70, atol=0.01)
    assert np.isclose((cover * rows).sum() / cover.sum() / cover.shape[0], 0.575, atol=0.01)


def test_lungs_are_told_apart_by_side() -> None:
    film = drawn_film("a")
    assert film.mask is not None
    assert (split_lungs(film.mask > 0) == film.mask).all()
