"""The explanation is the computation: a probability is the pooled map, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from radtrace.images.films import load_film
from radtrace.readers.embedded.evidence import Evidence, gather, pool, probability
from radtrace.readers.embedded.model import FindingCard, shipped_model

MAPS = arrays(
    np.float32, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(-20, 20, width=32)
)
ROW = FindingCard(
    concept="lung_opacity",
    slope=1.7,
    intercept=-0.4,
    sharpness=0.9,
    absent_below=0.2,
    present_from=0.5,
    sensitivity=0.8,
    box_level=0.5,
)


@pytest.fixture(scope="module")
def evidence(chest_film: Path) -> Evidence:
    return gather(load_film(chest_film), shipped_model())


def test_every_probability_is_its_pooled_map(evidence: Evidence) -> None:
    for row in shipped_model().card.findings:
        assert evidence.probabilities[row.concept] == pool(evidence.maps[row.concept], row)


def test_raising_one_cell_raises_the_probability(evidence: Evidence) -> None:
    for row in shipped_model().card.findings:
        raised = evidence.maps[row.concept].copy()
        raised[np.unravel_index(raised.argmax(), raised.shape)] += 1
        assert pool(raised, row) > evidence.probabilities[row.concept]


@given(MAPS)
def test_the_pooled_logit_lies_between_mean_and_peak(logits: np.ndarray) -> None:
    pooled = pool(logits, ROW)
    assert (
        probability(np.float64(logits.mean())) - 1e-5
        <= pooled
        <= probability(np.float64(logits.max())) + 1e-5
    )


@given(MAPS)
def test_calibrating_the_map_is_calibrating_the_pooled_logit(raw: np.ndarray) -> None:
    flat = raw.astype(np.float64) * ROW.sharpness
    pooled = (np.logaddexp.reduce(flat.ravel()) - np.log(flat.size)) / ROW.sharpness
    expected = probability(np.float64(ROW.slope * pooled + ROW.intercept))
    calibrated = (ROW.slope * raw.astype(np.float64) + ROW.intercept).astype(np.float32)
    assert pool(calibrated, ROW) == pytest.approx(float(expected), abs=1e-5)


def test_the_patients_left_lung_is_on_the_right_of_the_picture(evidence: Evidence) -> None:
    columns = np.arange(evidence.anatomy.shape[2])
    left, right = (
        (evidence.anatomy[i] > 0.5).sum(0) @ columns / (evidence.anatomy[i] > 0.5).sum() for i in (0, 1)
    )
    assert left > right + 0.2 * len(columns)
