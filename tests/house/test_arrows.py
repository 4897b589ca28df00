"""Imports between files go downward in the order of docs/architecture.md, without a circle, late ones too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "radtrace"
# From the top to the ground: a file may import from its own room and from those that stand after it.
ROOMS = (
    "cli",
    "server",
    "agents",
    "training",
    "jobs",
    "tasks",
    "evaluation",
    "retrieval",
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
    "version",
)
FRONT_DOOR = "radtrace"
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
READS_WITH_TORCH = "radtrace.readers.hf."
RUNS_WHAT_IT_READS = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}


def imports_of_package(package: Path) -> dict[str, set[str]]:
    """The dotted names that each file of `package` imports, by the file's own; relative ones resolved."""
    return {_dotted(package, file): set(_imported(package, file)) for file in sorted(package.rglob("*.py"))}


def _dotted(package: Path, file: Path) -> str:
    parts = [FRONT_DOOR, *file.relative_to(package).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(package: Path, file: Path) -> Iterator[str]:
    here = [FRONT_DOOR, *file.relative_to(package).parent.parts]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            start = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{start}.{name.name}" for name in node.names)


def between_files(imports: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Which files each file imports; what is not a file is looked up as a name in one."""
    graph = {file: {_home(name, imports) for name in names} - {file} for file, names in imports.items()}
    return {file: known - {""} for file, known in graph.items()}


def _home(name: str, files: Mapping[str, set[str]]) -> str:
    return name if name in files else next((p for p in [name.rpartition(".")[0]] if p in files), "")


def upward(graph: Mapping[str, set[str]]) -> list[str]:
    """Imports that do not go downward in the order of rooms."""
    return [
        f"{file} imports {known}"
        for file, names in graph.items()
        for known in names
        if ROOMS.index(_room(known)) < ROOMS.index(_room(file))
    ]


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The files of one circle, or none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _room(file: str) -> str:
    """The room a file is in; the front door stands above all rooms."""
    return file.split(".")[1] if file != FRONT_DOOR else ROOMS[0]


def tops(names: set[str]) -> set[str]:
    """The packages that dotted names are in."""
    return {name.split(".")[0] for name in names}


IMPORTS = imports_of_package(PACKAGE)


def test_every_room_has_its_place() -> None:
    rooms = {_room(file) for file in IMPORTS}
    assert {"record", "cli", "readers", "files"} <= rooms <= set(ROOMS)


def test_imports_go_downward() -> None:
    assert not upward(between_files(IMPORTS))


def test_no_circle_between_files() -> None:
    assert not circle(between_files(IMPORTS))


def test_torch_stays_in_the_training_room() -> None:
    assert not [
        file
        for file, names in IMPORTS.items()
        if not file.startswith(("radtrace.training", READS_WITH_TORCH)) and ONLY_IN_TRAINING & tops(names)
    ]


def test_nothing_that_runs_what_it_reads() -> None:
    assert not [file for file, names in IMPORTS.items() if RUNS_WHAT_IT_READS & tops(names)]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of two rooms whose late and relative imports go up, and in a circle."""
    (tmp_path / "images").mkdir()
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "run.py").write_text("from radtrace.images import films\n")
    (tmp_path / "images" / "films.py").write_text("def f():\n    from ..cli.run import run\n")
    return tmp_path


def test_late_and_relative_imports_are_seen(package: Path) -> None:
    graph = between_files(imports_of_package(package))
    assert upward(graph) == ["radtrace.images.films imports radtrace.cli.run"]
    assert set(circle(graph)) == {"radtrace.images.films", "radtrace.cli.run"}
