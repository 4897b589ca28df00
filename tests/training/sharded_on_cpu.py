"""Runs a stage by an FSDP file on two processes without GPUs: sharded_on_cpu.py FILE STAGE RECIPE CHANGE...

accelerate shards only where it sees GPUs, and on a CPU falls back to whole copies without a word; so it is
told that the two processes are GPUs. All else, from its launcher's settings to torch's sharding, is as there.
"""

from __future__ import annotations

import os
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

PROCESSES = 2


def main(config: str, stage: str, recipe: str, *changes: str) -> int:
    """Both processes, each a fork; the exit code of the worse one."""
    os.environ.update(_environment(config))
    children = []
    for rank in range(PROCESSES):
        child = os.fork()
        if not child:
            _end(rank, stage, recipe, changes)
        children.append(child)
    return max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


def _environment(config: str) -> dict[str, str]:
    """What accelerate's launcher would give both of them."""
    from accelerate.commands.launch import _validate_launch_command, launch_command_parser
    from accelerate.utils.launch import prepare_multi_gpu_env

    words = ["--config_file", config, "--num_processes", str(PROCESSES), "train.py"]
    given = prepare_multi_gpu_env(_validate_launch_command(launch_command_parser().parse_args(words))[0])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    world = {"WORLD_SIZE": str(PROCESSES), "LOCAL_WORLD_SIZE": str(PROCESSES)}
    return {**given, **world, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}


def _end(rank: int, stage: str, recipe: str, changes: tuple[str, ...]) -> None:
    os.environ.update(RANK=str(rank), LOCAL_RANK=str(rank))
    code = 1
    try:
        _run(stage, recipe, changes)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _run(stage: str, recipe: str, changes: tuple[str, ...]) -> None:
    from radtrace.training.vlm.recipe_file import read_recipe
    from radtrace.training.vlm.stage import run_stage

    _call_them_gpus()
    sharded = _count_shards()
    run_stage(read_recipe(Path(recipe), stage, changes), lambda _: None)
    if not sharded:
        raise RuntimeError("nothing was sharded")


def _call_them_gpus() -> None:
    from accelerate.state import PartialState
    from accelerate.utils import DistributedType

    begin = PartialState.__init__

    def told(self: Any, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        if self.distributed_type == DistributedType.MULTI_CPU:
            self.distributed_type = DistributedType.MULTI_GPU

    PartialState.__init__ = told


def _count_shards() -> list[Any]:
    """The modules that torch shards from now on."""
    from torch.distributed import fsdp

    sharded: list[Any] = []
    shard = fsdp.fully_shard

    def counting(module: Any, *given: Any, **named: Any) -> Any:
        sharded.append(module)
        return shard(module, *given, **named)

    fsdp.fully_shard = counting
    return sharded


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
