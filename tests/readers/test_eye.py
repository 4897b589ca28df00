"""The convolutional tower: saved and loaded as any other, still in training, learning where it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="pip install 'radtrace[train]'")
pytest.importorskip("transformers", reason="pip install 'radtrace[train]'")

from transformers import AutoModel  # noqa: E402

from radtrace.readers.hf.eye import Eye, EyeConfig  # noqa: E402


@pytest.fixture
def eye() -> Eye:
    """A small tower with random weights."""
    torch.manual_seed(0)
    return Eye(EyeConfig(image_size=32, hidden_size=16))


def test_tokens_are_row_by_row(eye: Eye) -> None:
    dark = torch.zeros(1, 3, 32, 32)
    lit = dark.clone()
    lit[..., :8, 24:] = 1.0  # the far corner of the second token
    change = (eye.eval()(lit).last_hidden_state - eye(dark).last_hidden_state).abs().sum(-1)[0]
    assert change.shape == (4,)
    assert int(change.argmax()) == 1


def test_it_is_built_by_its_folder(eye: Eye, tmp_path: Path) -> None:
    eye.save_pretrained(tmp_path)
    again = AutoModel.from_pretrained(tmp_path)
    films = torch.rand(2, 3, 32, 32)
    assert isinstance(again, Eye)
    assert torch.equal(again.eval()(films).last_hidden_state, eye.eval()(films).last_hidden_state)


def test_in_training_an_answer_does_not_depend_on_the_batch(eye: Eye) -> None:
    films = torch.rand(4, 3, 32, 32)
    together = eye.train()(films).last_hidden_state[:1]
    alone = eye(films[:1]).last_hidden_state
    assert torch.allclose(together, alone, atol=1e-5)


def test_statistics_are_learned_only_where_told(eye: Eye) -> None:
    before = [buffer.clone() for buffer in eye.buffers()]
    eye.train()(torch.rand(4, 3, 32, 32))
    assert all(map(torch.equal, before, eye.buffers()))
    eye.learn_statistics(True)
    eye(torch.rand(4, 3, 32, 32))
    assert not any(map(torch.equal, before, eye.buffers()))


@pytest.mark.parametrize(("image", "patch"), [(32, 8), (40, 16)])
def test_sizes_that_do_not_fit_are_refused(image: int, patch: int) -> None:
    with pytest.raises(ValueError, match="patch_size must be 16 and divide image_size"):
        EyeConfig(image_size=image, patch_size=patch)
