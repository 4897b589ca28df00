"""The recipes for big readers, on a shrunk model of the same class: one step runs here, without weights.

Qwen2-VL's processor asks for torchvision (its video part), which nothing here may need: its recipes are
checked as recipes alone.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from radtrace.training.vlm.data import build_data, drawn_cases, open_data
from radtrace.training.vlm.recipe import read_recipe

pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

RECIPES = Path(__file__).parents[2] / "recipes" / "gpu" / "medgemma-4b"
TEMPLATE = (
    "{% for message in messages %}<start_of_turn>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}"
    "{{ '<start_of_image>' if part['type'] == 'image' else part['text'] }}{% endfor %}{% endif %}"
    "<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
MARKS = ("<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<end_of_image>", "<image_soft_token>")


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("drawn") / "data"
    build_data(drawn_cases(6, 1, 64), out, {"source": "drawn films"})
    return out


@pytest.fixture(scope="module")
def shrunk(films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MedGemma's class, Gemma 3, a few thousand weights wide."""
    from transformers import (
        Gemma3Config,
        Gemma3ForConditionalGeneration,
        Gemma3Processor,
        Gemma3TextConfig,
        PreTrainedTokenizerFast,
        SiglipVisionConfig,
    )
    from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

    from radtrace.training.vlm.words import END, PAD, learn_words

    learned = learn_words(lesson.answer for lesson in open_data(films).lessons)
    words = PreTrainedTokenizerFast(
        tokenizer_object=learned.backend_tokenizer,
        pad_token=PAD,
        eos_token=END,
        bos_token=END,
        additional_special_tokens=list(MARKS[:2]),
        extra_special_tokens=dict(zip(("boi_token", "eoi_token", "image_token"), MARKS[2:], strict=True)),
    )
    small = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = Gemma3Config(
        text_config=Gemma3TextConfig(vocab_size=len(words), num_key_value_heads=1, head_dim=16, **small),
        vision_config=SiglipVisionConfig(image_size=56, patch_size=14, vision_use_head=False, **small),
        mm_tokens_per_image=4,
        boi_token_index=words.convert_tokens_to_ids(MARKS[2]),
        eoi_token_index=words.convert_tokens_to_ids(MARKS[3]),
        image_token_index=words.convert_tokens_to_ids(MARKS[4]),
    )
    folder = tmp_path_factory.mktemp("shrunk")
    Gemma3ForConditionalGeneration(config).save_pretrained(folder)
    pictures = Gemma3ImageProcessorPil(size={"height": 56, "width": 56})
    Gemma3Processor(pictures, words, TEMPLATE, image_seq_length=4).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("stage", ["concept", "adapt"])
def test_one_step_of_a_shrunk_medgemma(stage: str, films: Path, shrunk: Path, tmp_path: Path) -> None:
    from radtrace.training.vlm.stage import run_stage

    changes = [
        f"data={films}",
        f"out={tmp_path / stage}",
        f"model={shrunk}",
        "train.steps=1",
        "train.batch=1",
    ]
    changes += ["train.accumulate=2", "train.bf16=false", "evaluate.films=1", "evaluate.longest=4"]
    run_stage(read_recipe(RECIPES / f"{stage}.toml", stage, changes), lambda _: None)
    assert (tmp_path / stage / "model" / "model.safetensors").is_file()
    scores = json.loads((tmp_path / stage / "scores.json").read_text("utf-8"))
    assert scores["notes"]["loss"] > 0
    assert [row["name"] for row in scores["rows"]] == [stage, "film replaced by noise", "without looking"]
