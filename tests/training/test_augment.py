"""Augmentation keeps film, mask and boxes together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from radtrace.training.embedded.appearance import haze, retone, tone, tones
from radtrace.training.embedded.augment import augment, plain, swap_sides
from radtrace.training.embedded.films import FINDINGS, split_lungs
from tests.training.films import drawn_film

OPACITY = FINDINGS.index("lung_opacity")
SIZE = 128
TONES = tones([drawn_film("dark")])


@given(st.integers(0, 31))
def test_swapping_sides_twice_changes_nothing(bits: int) -> None:
    mask = np.full((3, 3), bits, np.uint8)
    assert (swap_sides(swap_sides(mask)) == mask).all()
    assert (swap_sides(mask) & 4 == mask & 4).all()


@given(st.integers(0, 500))
def test_the_left_lung_stays_on_the_right_of_the_picture(seed: int) -> None:
    sample = augment(drawn_film("a"), SIZE, np.random.default_rng(seed), TONES)
    columns = np.arange(SIZE // 4)
    left, right = (((sample.mask & bit) > 0).sum(0) for bit in (1, 2))
    assert (left @ columns) / left.sum() > (right @ columns) / right.sum()


@given(st.integers(0, 500))
def test_boxes_go_where_the_bright_patch_goes(seed: int) -> None:
    sample = augment(drawn_film("a", positive=True), SIZE, np.random.default_rng(seed), TONES)
    lungs = np.kron(sample.mask > 0, np.ones((4, 4), bool))
    cells = np.kron(sample.cells[OPACITY] > 0.99, np.ones((16, 16), bool))
    if cells.any():
        bright, rest = np.median(sample.image[cells & lungs]), np.median(sample.image[lungs & ~cells])
        assert bright > rest


def test_the_same_state_gives_the_same_view() -> None:
    first, again = (augment(drawn_film("a"), SIZE, np.random.default_rng(3), TONES).image for _ in range(2))
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


@given(st.integers(0, 500))
def test_a_borrowed_tone_keeps_the_order_of_greys_and_black_black(seed: int) -> None:
    rng = np.random.default_rng(seed)
    image = np.sort(rng.random(500).astype(np.float32)).reshape(20, 25)
    image[0, :5] = 0
    other = np.sort(rng.random(33)).astype(np.float32)
    moved = retone(image, tone((image * 255).astype(np.uint8)), other, rng)
    assert not moved[0, :5].any()
    assert (np.diff(moved.ravel()[5:]) >= -1e-6).all()


@given(st.integers(0, 500))
def test_haze_brightens_the_lungs_only(seed: int) -> None:
    lungs = np.zeros((80, 80), bool)
    lungs[30:60, 10:30] = True
    image = np.where(np.kron(lungs, np.ones((4, 4), bool)), 0.2, 0.6).astype(np.float32)
    change = haze(image, lungs, np.random.default_rng(seed)) - image
    assert change.min() >= -1e-6
    assert np.allclose(change[:, 200:], 0, atol=0.02) and np.allclose(change[280:], 0, atol=0.02)


def test_haze_leaves_the_outline_where_it_was() -> None:
    film = drawn_film("a")
    clear, hazed = (
        augment(f, SIZE, np.random.default_rng(1), TONES) for f in (film, replace(film, hazy=True))
    )
    assert (clear.mask == hazed.mask).all() and not np.allclose(clear.image, hazed.image)


def test_a_film_the_panel_calls_clear_is_an_empty_drawing() -> None:
    sample = plain(drawn_film("a"), SIZE)
    assert sample.boxed[OPACITY] == 1 and not sample.cells.any()
