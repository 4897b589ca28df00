"""The scanpath models as they are fitted: torch and numpy agree, same seed same bits, odd data, the order."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from radtrace.cli.run import run
from radtrace.datasets.readings import read_readings
from radtrace.gaze import Scanpath, scanpath_of
from radtrace.gaze.models.network import Network
from radtrace.gaze.models.stored import StoredNetwork
from radtrace.metrics.scanpath import multimatch_matrix, scanmatch_matrix
from radtrace.tasks.scanpath import bayes
from radtrace.tasks.scanpath.bayes import equal_pool, medoid, mixed_pool, refined
from radtrace.training.gaze import learned, optimise
from radtrace.training.gaze.central import mean_path
from radtrace.training.gaze.fit import fit
from radtrace.training.gaze.network import ScanpathNetwork, losses
from tests.gaze.searches import searches


def network(channels: int) -> ScanpathNetwork:
    torch.manual_seed(5)
    sizes = StoredNetwork(
        targets=("a", "b"), width=16, layers=2, heads=4, grid=6, steps=7, channels=channels, weights={}
    )
    made = ScanpathNetwork(sizes)
    with torch.no_grad():
        for weight in made.parameters():
            weight.add_(0.3 * torch.randn_like(weight))
    return made.eval()


@pytest.mark.parametrize("channels", [0, 4])
def test_numpy_answers_as_torch_does(channels: int) -> None:
    made = network(channels)
    ours = Network(made.stored())
    random = np.random.default_rng(2)
    fixations = random.random((5, 6, 3)).astype(np.float32)
    film = random.normal(size=(36, channels)).astype(np.float32) if channels else None
    with torch.no_grad():
        seen = None if film is None else torch.from_numpy(film)[None].repeat(5, 1, 1)
        theirs = made(torch.full((5,), 2), torch.from_numpy(fixations), seen)
    beliefs = ours.beliefs(2, fixations, film)
    for name in ("cells", "stop", "dwell"):
        np.testing.assert_allclose(getattr(beliefs, name), getattr(theirs, name).numpy(), atol=1e-5)


def test_the_loss_of_a_path_is_its_negative_log_likelihood_by_hand() -> None:
    made = network(0)
    fixations = np.zeros((1, 7, 3), np.float32)
    fixations[0, :2] = [(0.1, 0.2, 0.3), (0.95, 0.5, 0.15)]
    with torch.no_grad():
        given = torch.from_numpy(fixations)
        loss = float(losses(made(torch.tensor([1]), given), given, torch.tensor([2]), 6)[0])
    beliefs = Network(made.stored()).beliefs(1, fixations[:, :2])
    place = beliefs.cells[0, 0, 1 * 6 + 0] + beliefs.cells[0, 1, 3 * 6 + 5]
    dwell = sum(_log_dwell(beliefs.dwell[0, i], float(fixations[0, i, 2])) for i in (0, 1))
    goes_on, ends = -np.log1p(np.exp(beliefs.stop[0, 1])), -np.log1p(np.exp(-beliefs.stop[0, 2]))
    assert loss == pytest.approx(-(place + dwell + goes_on + ends), abs=1e-3)


def _log_dwell(mixture: np.ndarray, dwell: float) -> float:
    logs, means, deviations = np.split(mixture.astype(np.float64), 3)
    weights = np.exp(logs) / np.exp(logs).sum()
    deviation = np.exp(np.clip(deviations, -3, 2))
    away = (math.log(dwell + 0.02) - means) / deviation
    return float(np.log((weights * np.exp(-0.5 * away**2) / deviation / math.sqrt(2 * math.pi)).sum()))


def paths(seed: int, count: int) -> list[Scanpath]:
    random = np.random.default_rng(seed)
    made = []
    for length in random.integers(1, 7, count):
        x, y = np.clip(random.normal(0.4, 0.15, (2, length)), 0, 1)
        made.append(Scanpath(x, y, random.lognormal(-1.2, 0.5, length)))
    return made


def test_the_medoid_is_the_path_most_like_the_others() -> None:
    pool = [one for one in paths(1, 40) if len(one) > 2]
    alike = scanmatch_matrix(pool, pool) + multimatch_matrix(pool, pool).mean(-1)
    np.fill_diagonal(alike, 0)
    assert medoid(pool, centred=False) is pool[int(alike.sum(1).argmax())]


@pytest.mark.parametrize("seed", [0, 1])
def test_coordinate_search_never_loses_and_gives_the_same_bits(seed: int) -> None:
    pool = mixed_pool(paths(seed, 15), paths(seed + 9, 15), 0.4)
    start = medoid(pool.paths)
    one, other = (refined([start], pool, longest=6) for _ in range(2))
    assert pool.utility([one])[0] >= pool.utility([start])[0]
    assert np.array_equal(one.points, other.points) and np.array_equal(one.duration_s, other.duration_s)
    assert 1 <= len(one) <= 6 and ((one.points >= 0) & (one.points <= 1)).all()


def test_a_pool_of_one_path_is_answered_by_it() -> None:
    only = paths(3, 8)[-1]
    assert equal_pool([only]).utility([only])[0] == pytest.approx(2.0 if len(only) > 1 else 1.0)


def test_the_mean_path_is_the_mean_of_those_that_go_so_far() -> None:
    short = Scanpath(np.array([0.2]), np.array([0.4]), np.array([1.0]))
    long = Scanpath(np.array([0.4, 0.6]), np.array([0.4, 0.8]), np.array([0.0, 0.5]))
    mean = mean_path([short, long, long])
    np.testing.assert_allclose(mean.points, [[1 / 3, 0.4], [0.6, 0.8]])
    np.testing.assert_allclose(mean.duration_s, [1 / 3, 0.5])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two targets of a made-up set, one with few paths, and one target in the test part only."""
    items = [one for one in searches(0, 0.06) if one["task"] in ("cardiomegaly", "pleural other", "edema")]
    for one in items:
        if one["task"] == "edema":
            one["split"] = "test"
    folder = tmp_path_factory.mktemp("searches")
    (folder / "set.json").write_text(json.dumps(items))
    given = [
        "gaze",
        "import",
        "--from",
        "gazesearch",
        str(folder / "set.json"),
        "--out",
        str(folder / "all.jsonl"),
    ]
    assert run(given) == 0
    return folder / "all.jsonl"


@pytest.mark.parametrize("kind", ["medoid", "mean"])
def test_fit_predict_and_the_path_of_an_unknown_target(
    data: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fitted, out = str(tmp_path / "m.json"), tmp_path / "pred.jsonl"
    assert run(["gaze", "fit", str(data), "--split", "train", "--model", kind, "--out", fitted]) == 0
    given = ["gaze", "predict", "--model", fitted, "--for", str(data), "--split", "test", "--out", str(out)]
    assert run(given) == 0
    told = capsys.readouterr().err
    assert "was not fitted on edema" in told and "also in train" in told
    wanted = [r for _, r in read_readings(data) if r.study.split == "test"]
    given_back = [r for _, r in read_readings(out)]
    assert [(r.study, r.gaze and r.gaze.target) for r in given_back] == [
        (r.study, r.gaze and r.gaze.target) for r in wanted
    ]
    assert {r.provenance.reader for r in given_back} == {f"gaze:{kind}"}
    assert all(len(scanpath_of(r)) for r in given_back)


def test_the_learned_model_has_one_result_a_seed_and_beats_the_medoid_on_its_own_paths(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fewer paths and steps, for the time it takes.
    monkeypatch.setattr(learned, "SAMPLED", 60)
    monkeypatch.setattr(bayes, "MOST_SWEEPS", 3)
    monkeypatch.setattr(bayes, "STARTS", 1)
    monkeypatch.setattr(optimise, "EPOCHS", 6)
    one, other = (fit(data, "train", "learned", 3) for _ in range(2))
    assert one.model_dump_json() == other.model_dump_json()
    middle = fit(data, "train", "medoid", 3)
    recorded = [scanpath_of(r) for _, r in read_readings(data) if r.study.split == "train"]
    recorded = [p for p in recorded if len(p)]
    pool = equal_pool(recorded)
    assert pool.utility([one.pooled.path()])[0] > pool.utility([middle.pooled.path()])[0]
    assert "validation" in " ".join(one.origin.notes) or "held out" in " ".join(one.origin.notes)


def test_one_path_of_one_fixation_is_enough_for_every_model(tmp_path: Path) -> None:
    item = {"name": "a.jpg", "subject": 1, "task": "edema", "condition": "present", "bbox": [0, 0, 0, 0]}
    item |= {
        "X": [10],
        "Y": [200],
        "T": [0.3],
        "length": 1,
        "fixOnTarget": True,
        "correct": 1,
        "split": "train",
    }
    (tmp_path / "one.json").write_text(json.dumps([item]))
    data = tmp_path / "one.jsonl"
    given = ["gaze", "import", "--from", "gazesearch", str(tmp_path / "one.json"), "--out", str(data)]
    assert run(given) == 0
    for kind in ("medoid", "mean", "learned"):
        model = str(tmp_path / f"{kind}.json")
        assert run(["gaze", "fit", str(data), "--model", kind, "--out", model]) == 0
        assert (
            run(["gaze", "predict", "--model", model, "--for", str(data), "--out", str(tmp_path / "p")]) == 0
        )
