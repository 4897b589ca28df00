"""The rooms and who may know whom (DESIGN, section 4), over every import, late ones too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "radtrace"
# From the top of the house to its ground: a room may import from the rooms that stand after it.
ROOMS = (
    "cli",
    "server",
    "training",
    "tasks",
    "jobs",
    "evaluation",
    "readers",
    "exports",
    "verify",
    "metrics",
    "datasets",
    "phantom",
    "gaze",
    "language",
    "anatomy",
    "images",
    "llm",
    "record",
    "files",
    "errors",
)
MAY_IMPORT = {room: set(ROOMS[place + 1 :]) for place, room in enumerate(ROOMS)}
# To go, when BoxSet is in the record.
MAY_IMPORT["datasets"] |= {"metrics"}
ONLY_IN_TRAINING = {
    "accelerate",
    "datasets",
    "efficientnet_lite_pytorch",
    "peft",
    "sklearn",
    "torch",
    "torchvision",
    "transformers",
    "trl",
}
READS_WITH_TORCH = PACKAGE / "readers" / "hf"
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    """The room a file is in; the package's own `__init__` is the front door."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module: Path) -> Iterator[str]:
    """Dotted names of all that `module` imports, anywhere in it; relative imports resolved."""
    package = ["radtrace", *module.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{start}.{name.name}" for name in node.names)


def rooms_known(module: Path) -> set[str]:
    """The other rooms that `module` imports from."""
    ours = {name.split(".")[1] for name in imported(module) if name.startswith("radtrace.")}
    return ours - {room_of(module), "__version__"}


def test_the_rooms_are_found() -> None:
    assert {"record", "cli", "readers", "files"} <= {room_of(module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_knows_only_the_rooms_it_may(module: Path) -> None:
    if room_of(module) != "__init__":
        assert rooms_known(module) <= MAY_IMPORT[room_of(module)]


def test_no_circle_between_rooms() -> None:
    graph: dict[str, set[str]] = {}
    for module in MODULES:
        graph.setdefault(room_of(module), set()).update(rooms_known(module))
    assert list(TopologicalSorter(graph).static_order())


def test_torch_stays_in_the_training_room() -> None:
    guilty = {
        str(module.relative_to(PACKAGE))
        for module in MODULES
        if room_of(module) != "training"
        and READS_WITH_TORCH not in module.parents
        and ONLY_IN_TRAINING & {name.split(".")[0] for name in imported(module)}
    }
    assert not guilty


def test_nothing_that_runs_what_it_reads() -> None:
    forbidden = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
    guilty = {
        str(module.relative_to(PACKAGE))
        for module in MODULES
        if forbidden & {name.split(".")[0] for name in imported(module)}
    }
    assert not guilty


def test_relative_and_late_imports_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "films"
    room.mkdir()
    module = room / "bad.py"
    module.write_text("def f():\n    from ..cli.run import run\n    import radtrace.server.app\n")
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    assert rooms_known(module) == {"cli", "server"}
