"""Models of scanpaths without torch: their files, what the network answers, sampled paths, saliency."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.gaze.models.files import read_model
from radtrace.gaze.models.network import Network, shapes
from radtrace.gaze.models.saliency import RETURN_DEGREES, saliency, saliency_path, shrunk
from radtrace.gaze.models.sample import sample_paths
from radtrace.gaze.models.stored import Origin, StoredModel, StoredNetwork, StoredPath, stored_array
from radtrace.record import BadInput

SIZES: dict[str, Any] = {
    "targets": ("edema", "fracture"),
    "width": 8,
    "layers": 2,
    "heads": 2,
    "grid": 4,
    "steps": 5,
}


def network(seed: int = 0, **changes: Any) -> StoredNetwork:
    """A small network with random weights."""
    empty = StoredNetwork(**(SIZES | changes), weights={})
    random = np.random.default_rng(seed)
    weights = {
        name: stored_array(random.normal(0, 0.5, shape).astype(np.float32))
        for name, shape in shapes(empty).items()
    }
    return empty.model_copy(update={"weights": weights})


def model(net: StoredNetwork | None = None) -> StoredModel:
    """A learned model with one known target."""
    path = StoredPath(x=(0.1, 0.2), y=(0.3, 0.4), duration_s=(0.2, 0.0), fitted_on=3)
    origin = Origin(data_sha256="0" * 64, split="train", paths=3, films=2, seed=0, versions={})
    return StoredModel(model="learned", paths={"edema": path}, pooled=path, network=net, origin=origin)


def written(folder: Path, value: object) -> Path:
    file = folder / "m.json"
    file.write_text(value if isinstance(value, str) else json.dumps(value))
    return file


def test_a_model_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    first = model(network())
    assert read_model(written(tmp_path, first.model_dump_json())) == first


def test_an_unknown_target_has_the_pooled_path_whatever_its_case() -> None:
    one = model().model_copy(
        update={"pooled": StoredPath(x=(0.5,), y=(0.5,), duration_s=(1.0,), fitted_on=9)}
    )
    assert len(one.path_for("EDEMA")) == 2
    assert len(one.path_for("mass")) == len(one.path_for(None)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "another"}, "kind"),
        ({"format": 2}, "format"),
        ({"extra": 1}, "extra"),
        ({"pooled": {"x": [0.1], "y": [0.1, 0.2], "duration_s": [0.1], "fitted_on": 1}}, "one length"),
        ({"pooled": {"x": [1.5], "y": [0.1], "duration_s": [0.1], "fitted_on": 1}}, "pooled.x"),
        ({"pooled": {"x": [0.5], "y": [0.1], "duration_s": [-0.1], "fitted_on": 1}}, "pooled.duration_s"),
    ],
)
def test_what_is_no_model_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    value = json.loads(model().model_dump_json()) | change
    with pytest.raises(BadInput, match=said) as caught:
        read_model(written(tmp_path, value))
    assert "m.json" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "1e999", '{"kind": "radtrace gaze model"}', "[" * 9999]
)
def test_broken_files_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="is not a scanpath model"):
        read_model(written(tmp_path, text))
    with pytest.raises(BadInput, match="none"):
        read_model(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("heads", 3, "do not divide"),
        ("grid", 5, "must have shape"),
        ("layers", 3, "missing or unknown"),
        ("width", 10**9, "width"),
        ("channels", 7, "missing or unknown"),
    ],
)
def test_sizes_that_do_not_fit_the_weights_are_refused(
    tmp_path: Path, part: str, value: int, said: str
) -> None:
    stored = json.loads(model(network()).model_dump_json())
    stored["network"][part] = value
    with pytest.raises(BadInput, match=said):
        read_model(written(tmp_path, stored))


@pytest.mark.parametrize(
    ("array", "said"),
    [
        ({"shape": [16], "base64": "AAAA"}, "need 64 bytes, got 3"),
        ({"shape": [16], "base64": "*"}, "no base64"),
        ({"shape": [99999999, 99999999], "base64": ""}, "must have shape"),
        ({"shape": [16], "base64": "AADAfwAAwH8AAMB/" * 5 + "AADAfw=="}, "finite"),
    ],
)
def test_hostile_weights_are_refused(tmp_path: Path, array: dict[str, Any], said: str) -> None:
    stored = json.loads(model(network()).model_dump_json())
    stored["network"]["weights"]["cell_bias"] = array
    with pytest.raises(BadInput, match=said):
        read_model(written(tmp_path, stored))


def test_what_is_expected_next_does_not_depend_on_what_comes_later() -> None:
    net = Network(network())
    random = np.random.default_rng(1)
    fixations = random.random((3, 4, 3)).astype(np.float32)
    whole, part = net.beliefs(1, fixations), net.beliefs(1, fixations[:, :2])
    np.testing.assert_allclose(whole.cells[:, :3], part.cells, atol=1e-5)
    np.testing.assert_allclose(np.exp(whole.cells).sum(-1), 1, atol=1e-5)
    assert whole.cells.shape == (3, 5, 16) and whole.stop.shape == (3, 5)


def test_the_target_matters_and_an_unknown_one_is_any() -> None:
    net = Network(network())
    none = np.zeros((1, 0, 3), np.float32)
    assert net.target("Edema") == 1 and net.target("mass") == net.target(None) == 0
    assert not np.allclose(net.beliefs(1, none).cells, net.beliefs(2, none).cells)


def test_the_film_matters_where_it_is_seen() -> None:
    net = Network(network(channels=3))
    none = np.zeros((1, 0, 3), np.float32)
    dark, bright = np.zeros((16, 3), np.float32), np.ones((16, 3), np.float32) * np.arange(16)[:, None] / 8
    assert not np.allclose(
        net.beliefs(1, none, dark).cells, net.beliefs(1, none, bright.astype(np.float32)).cells
    )
    with pytest.raises(ValueError, match="needs their features"):
        net.beliefs(1, none)


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), count=st.integers(1, 20))
def test_sampled_paths_are_on_the_film_and_the_same_for_a_seed(seed: int, count: int) -> None:
    net = Network(network(seed))
    one, other = (sample_paths(net, 1, count, np.random.default_rng(seed)) for _ in range(2))
    assert len(one) == count
    for path, again in zip(one, other, strict=True):
        assert 1 <= len(path) <= 5
        assert ((path.points >= 0) & (path.points <= 1)).all() and (path.duration_s >= 0).all()
        assert np.array_equal(path.points, again.points) and np.array_equal(path.duration_s, again.duration_s)


def test_samples_follow_the_distribution() -> None:
    net = Network(network(3))
    paths = sample_paths(net, 1, 4000, np.random.default_rng(0))
    cells = np.array([int(p.y[0] * 4) * 4 + int(p.x[0] * 4) for p in paths])
    expected = np.exp(net.beliefs(1, np.zeros((1, 0, 3), np.float32)).cells[0, 0])
    seen = np.bincount(cells, minlength=16) / len(paths)
    assert np.abs(seen - expected).max() < 0.03


def disc(x: float, y: float, rows: int = 200, columns: int = 160) -> Any:
    """A film with one bright disc."""
    down, across = np.mgrid[:rows, :columns]
    near = np.hypot(across - x * columns, down - y * rows) < 9
    return np.where(near, 0.9, 0.4).astype(np.float32)


@pytest.mark.parametrize("place", [(0.3, 0.35), (0.65, 0.6)])
def test_saliency_goes_to_what_stands_out_first(place: tuple[float, float]) -> None:
    path = saliency_path(disc(*place))
    assert np.hypot(path.x[0] - place[0], path.y[0] - place[1]) < 0.08
    assert path.aspect == 0.8


def test_saliency_does_not_return(chest_film: Path) -> None:
    from radtrace.images.films import load_film

    pixels = load_film(chest_film).pixels
    path = saliency_path(pixels)
    apart = (
        np.hypot((path.x[:, None] - path.x[None]) * path.aspect, path.y[:, None] - path.y[None]) * 34
        + np.eye(len(path)) * 99
    )
    assert apart.min() > RETURN_DEGREES
    assert np.array_equal(path.points, saliency_path(pixels.copy()).points)
    assert saliency(pixels).shape == (64, 64)


@given(rows=st.integers(1, 90), columns=st.integers(1, 90), side=st.integers(1, 70))
def test_shrinking_a_flat_film_leaves_it_flat(rows: int, columns: int, side: int) -> None:
    np.testing.assert_allclose(shrunk(np.full((rows, columns), 0.3, np.float32), side), 0.3, rtol=1e-6)
