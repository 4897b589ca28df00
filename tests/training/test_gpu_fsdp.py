"""recipes/gpu/fsdp.yaml, as accelerate's launcher reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFIG = Path(__file__).parents[2] / "recipes" / "gpu" / "fsdp.yaml"


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
