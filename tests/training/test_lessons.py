"""What students learn from beside the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from radtrace.training.embedded.films import FINDINGS, TrainingFilm
from radtrace.training.embedded.fit import HEART
from radtrace.training.embedded.network import EmbeddedNetwork
from radtrace.training.embedded.pseudo_labels import (
    GUESSED,
    NORMAL_ONLY,
    pseudo_label_hearts,
    pseudo_label_opacity,
)
from tests.training.films import drawn_film

OPACITY, EDEMA = FINDINGS.index("lung_opacity"), FINDINGS.index("pulmonary_edema")


def film(name: str, source: str, panel: float | None, edema: float) -> TrainingFilm:
    label, known = np.zeros(len(FINDINGS), np.float32), np.ones(len(FINDINGS), np.float32)
    label[EDEMA], label[OPACITY], known[OPACITY] = edema, panel or 0, panel is not None
    return replace(drawn_film(name, source), label=label, known=known, mask=None, organs=0)


PANEL = [film(f"p{i}", "nih_moo7x", float(i % 10 < (7 if i % 2 else 2)), float(i % 2)) for i in range(200)]


def test_opacity_is_guessed_from_the_labels_beside_it() -> None:
    asked = [film("edema", "nih_jrzech", None, 1), film("clear", "nih_jrzech", None, 0)]
    edema, clear = pseudo_label_opacity(PANEL + asked)[-2:]
    assert edema.known[OPACITY] == clear.known[OPACITY] == GUESSED
    assert edema.label[OPACITY] > 0.5 > clear.label[OPACITY]
    assert (edema.label[:OPACITY] == asked[0].label[:OPACITY]).all()


def test_the_panel_is_not_overruled_and_normal_sources_are_not_guessed() -> None:
    normal = film("n", NORMAL_ONLY, None, 0)
    after = pseudo_label_opacity([*PANEL, normal])
    assert after[:-1] == PANEL and after[-1] is normal


class Drawing(EmbeddedNetwork):
    """A teacher that outlines the same organs on every film."""

    def __init__(self, heart: slice) -> None:
        super().__init__(len(FINDINGS), width=32)
        self.heart = heart

    def look(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        anatomy = torch.full((1, 5, 32, 32), -6.0)
        anatomy[0, 0, 6:26, 20:28] = anatomy[0, 1, 6:26, 4:12] = 6.0
        anatomy[0, 2, 16:26, self.heart] = 6.0
        return anatomy, torch.zeros(1), torch.zeros(1)


def test_a_whole_heart_is_drawn_and_a_fragment_is_not() -> None:
    bare = film("bare", "nih_jrzech", None, 0)
    [whole] = pseudo_label_hearts([bare], [Drawing(slice(10, 22))], 128)
    assert whole.organs == HEART and whole.mask is not None and (whole.mask & HEART).any()
    [fragment] = pseudo_label_hearts([bare], [Drawing(slice(10, 12))], 128)
    assert fragment is bare


def test_what_was_drawn_by_hand_stays() -> None:
    drawn = drawn_film("hand")
    assert pseudo_label_hearts([drawn], [Drawing(slice(10, 22))], 128) == [drawn]
