"""Answers that leave the batch are the answers that transformers gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("trl")

import torch
from PIL import Image

from radtrace.training.vlm.answer import _inputs
from radtrace.training.vlm.decoding import (
    enable_early_exit,
    generate_with_early_exit,
    pick_tokens,
    supports_early_exit,
)
from radtrace.training.vlm.models import load_vlm
from radtrace.training.vlm.tiny import LoadedModel, TinySize, build_tiny
from tests.training.shrunk import save_gemma, save_qwen

CORPUS = ["step finding effusion present right box 1 2 3 4", "heart lungs clear small left zone seen where"]
QUESTIONS = ["effusion", "box 1 2 3", "heart left small seen", "lungs", "zone 4 right"]


def tiny() -> LoadedModel:
    return build_tiny(TinySize(image=64, width=32, heads=2, speaking_layers=2), CORPUS, seed=1)


def asked(reader: LoadedModel) -> dict[str, torch.Tensor]:
    """Questions of unequal length, each with a film of its own."""
    draw = np.random.default_rng(0)
    films = [Image.fromarray(draw.integers(0, 256, (64, 64, 3), np.uint8)) for _ in QUESTIONS]
    return dict(_inputs(reader, QUESTIONS, films))


@pytest.mark.parametrize("samples", [1, 3])
def test_greedy_answers_are_those_of_transformers(samples: int) -> None:
    reader = tiny()
    reader.model.eval()
    assert supports_early_exit(reader.model)
    with torch.no_grad():  # random weights repeat themselves; larger ones say more
        for weight in reader.model.parameters():
            weight.mul_(3.0)
    inputs = asked(reader)
    ends = list(range(0, reader.model.config.get_text_config().vocab_size, 3))
    how = {"max_new_tokens": 30, "do_sample": False, "eos_token_id": ends, "pad_token_id": 0}
    repeated = {name: value.repeat_interleave(samples, dim=0) for name, value in inputs.items()}
    expected = reader.model.generate(**repeated, **how)
    said = reader.model.generate(**repeated, **how, custom_generate=generate_with_early_exit)
    assert torch.equal(said, expected)
    lengths = (said[:, inputs["input_ids"].shape[1] :] != 0).sum(dim=1)
    assert len(lengths.unique()) > 1, "answers of one length show nothing"


def test_sampled_answers_are_determined_by_the_seed_and_end_in_time() -> None:
    reader = tiny()
    reader.model.eval()
    inputs = asked(reader)
    before = inputs["input_ids"].shape[1]
    enable_early_exit(reader.model)
    said = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        said.append(
            reader.model.generate(**inputs, do_sample=True, max_new_tokens=12, num_return_sequences=4)
        )
    assert torch.equal(said[0], said[1])
    assert not torch.equal(said[0], said[2])
    assert len(said[0]) == 4 * len(QUESTIONS)
    assert said[0].shape[1] <= before + 12
    for row in said[0][:, before:]:
        ended = (row == reader.model.generation_config.eos_token_id).nonzero()
        if len(ended):
            assert (row[int(ended[0]) + 1 :] == reader.model.generation_config.pad_token_id).all()


@pytest.mark.parametrize("save", [save_qwen, save_gemma])
def test_a_model_that_keeps_more_than_its_cache_decodes_as_before(
    tmp_path: Path, save: Callable[[list[str], Path], Path]
) -> None:
    save(CORPUS, tmp_path / "model")
    model = load_vlm(str(tmp_path / "model")).model
    assert not supports_early_exit(model)
    enable_early_exit(model)
    assert "generate" not in vars(model)


def test_words_are_drawn_as_often_as_the_softmax_says() -> None:
    torch.manual_seed(0)
    scores = torch.tensor([0.0, 1.0, -1.0, float("-inf"), 2.0])
    expected = scores.softmax(dim=0)
    drawn = pick_tokens(scores.expand(40_000, -1))
    share = torch.bincount(drawn, minlength=5) / 40_000
    assert share[3] == 0
    assert (share - expected).abs().max() < 0.01


def test_a_word_that_is_certain_is_drawn_always() -> None:
    scores = torch.full((1000, 7), float("-inf"))
    scores[:, 6] = -300.0
    assert (pick_tokens(scores) == 6).all()
