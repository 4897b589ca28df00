"""recipes/gpu/fsdp.yaml, as accelerate's launcher reads it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from radtrace.training.vlm.data import build_data, drawn_examples, open_data
from tests.training.shrunk import save_qwen
from tests.training.trained import losses, run

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "recipes" / "gpu" / "fsdp.yaml"
RECIPE = ROOT / "recipes" / "gpu" / "qwen2-vl-2b" / "concept.toml"
FEW = (
    "train.steps=2",
    "train.bf16=false",
    "train.log_every=1",
    "train.batch=1",
    "train.rate=0.01",
    "train.warmup=0",
    "evaluate.films=1",
    "evaluate.longest=4",
    "evaluate.controls=false",
)
SHARDED = Path(__file__).with_name("sharded_on_cpu.py")


def test_the_launcher_shards_as_the_file_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from accelerate.commands.launch import _validate_launch_command, launch_command_parser
    from accelerate.utils import FullyShardedDataParallelPlugin
    from accelerate.utils.launch import prepare_multi_gpu_env

    words = ["--config_file", str(CONFIG), "--num_processes", "2", "train.py"]
    arguments, _, _ = _validate_launch_command(launch_command_parser().parse_args(words))
    assert arguments.use_fsdp
    for name, value in prepare_multi_gpu_env(arguments).items():
        monkeypatch.setenv(name, value)
    plugin = FullyShardedDataParallelPlugin()
    assert plugin.fsdp_version == 2
    assert plugin.reshard_after_forward is True
    assert plugin.cpu_ram_efficient_loading is True
    assert "FULL" in str(plugin.state_dict_type)
    assert plugin.transformer_cls_names_to_wrap is None  # then the layers that the model itself names


@pytest.mark.parametrize(
    ("name", "wrapped"),
    [
        ("Qwen2VL", {"Qwen2VLDecoderLayer", "Qwen2VLVisionBlock"}),
        ("Gemma3", {"Gemma3DecoderLayer", "SiglipEncoderLayer"}),
    ],
)
def test_every_layer_of_decoder_and_tower_is_a_shard(name: str, wrapped: set[str]) -> None:
    import torch
    import transformers
    from accelerate.utils.dataclasses import get_module_class_from_name

    config = getattr(transformers, f"{name}Config")()
    config.text_config.num_hidden_layers = 1
    with torch.device("meta"):
        model = getattr(transformers, f"{name}ForConditionalGeneration")(config)
    assert wrapped <= set(model._no_split_modules)
    assert all(get_module_class_from_name(model, one) is not None for one in wrapped)


def test_sharded_losses_are_those_of_one_process_and_the_reader_is_whole(tmp_path: Path) -> None:
    """Qwen2-VL's recipe on its class, shrunk: two processes with half of the weights each, one with all."""
    from radtrace.training.vlm.models import load_vlm

    build_data(drawn_examples(6, 1, 64), tmp_path / "data", {"source": "drawn films"})
    corpus = [text for le in open_data(tmp_path / "data").lessons for text in (le.prompt, le.answer)]
    save_qwen(corpus, tmp_path / "model")
    config = tmp_path / "fsdp.yaml"
    # In float32, so that losses can be compared.
    config.write_text(CONFIG.read_text("utf-8").replace("mixed_precision: bf16", "mixed_precision: 'no'"))
    where = (f"data={tmp_path / 'data'}", f"model={tmp_path / 'model'}")
    found = []
    for name, accumulate in (("sharded", 1), ("one", 2)):
        changes = (*where, *FEW, f"out={tmp_path / name}", f"train.accumulate={accumulate}")
        command = [sys.executable, str(SHARDED), str(config), "concept", str(RECIPE), *changes]
        if name == "one":
            given = [word for change in changes for word in ("--set", change)]
            command = [sys.executable, "-m", "radtrace.cli", "train", "concept", str(RECIPE), *given]
        run(command)
        found.append(losses(tmp_path / name))
    assert len(found[0]) == 2
    assert found[0] == pytest.approx(found[1], rel=1e-4)
    start, one, sharded = (
        load_vlm(str(tmp_path / name)).model.state_dict() for name in ("model", "one/model", "sharded/model")
    )
    assert max(float((one[key] - start[key]).abs().max()) for key in one) > 1e-2
    assert one.keys() == sharded.keys()
    assert max(float((one[key] - sharded[key]).abs().max()) for key in one) < 1e-3
