"""`radtrace.score`: texts, Readings and files give the scores of the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import radtrace
from radtrace.phantom import draw
from radtrace.record import BadInput

TRUE = ["Small left pleural effusion.", "The lungs are clear.", "Cardiomegaly."]
SAID = ["Left pleural effusion.", "Pneumothorax.", "Cardiomegaly."]


def test_texts_and_files_of_them_have_the_same_scores(tmp_path: Path) -> None:
    for name, texts in (("said.json", SAID), ("true.json", TRUE)):
        (tmp_path / name).write_text(json.dumps({str(k): text for k, text in enumerate(texts)}))
    ours = radtrace.score(SAID, TRUE, metrics=["trace"])
    theirs = radtrace.score(tmp_path / "said.json", str(tmp_path / "true.json"), metrics=["trace"])
    assert ours.predicted.values == theirs.predicted.values
    assert 0.3 < ours.predicted.value("trace") < 1


def test_readings_are_scored_by_their_text_and_resampled_by_patient() -> None:
    readings = [draw(seed, 64).reading for seed in (1, 1, 2)]
    found = radtrace.score(readings, readings, metrics=["trace"])
    assert found.predicted.value("trace") == 1
    assert found.resamples.size == 2


def test_all_metrics_that_run_here_by_default() -> None:
    assert {"trace", "green_rules"} <= set(radtrace.score(SAID, TRUE).predicted.results)


@pytest.mark.parametrize(("said", "true"), [(SAID, TRUE[:2]), ([], []), (Path("a.json"), TRUE)])
def test_what_does_not_pair_is_rejected(said: list[str] | Path, true: list[str]) -> None:
    with pytest.raises(radtrace.RadtraceError, match=r"do not pair|differ in form"):
        radtrace.score(said, true)


def test_an_unknown_metric_is_rejected() -> None:
    with pytest.raises(radtrace.RadtraceError, match="unknown metric 'luck'"):
        radtrace.score(SAID, TRUE, metrics=["luck"])


def test_one_metric_may_be_given_by_its_name() -> None:
    assert list(radtrace.score(SAID, TRUE, metrics="trace").predicted.results) == ["trace"]


@pytest.mark.parametrize(
    ("said", "seed", "why"), [([None], 0, "is of type NoneType"), (["x"], -1, "below 0")]
)
def test_wrong_types_and_seeds_are_rejected(said: list[str], seed: int, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        radtrace.score(said, ["x"], metrics=["trace"], seed=seed)
