"""Films and a reader that the tests of several stages begin from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.small import TINY, drawn, recipe


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of a few drawn films."""
    return drawn(tmp_path_factory.mktemp("drawn") / "data")


@pytest.fixture(scope="session")
def reader(films: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A reader after two steps of concept."""
    from radtrace.training.vlm.stage import run_stage

    made = recipe(tmp_path_factory.mktemp("reader"), films, "concept", TINY, steps=2)
    run_stage(made, lambda _: None)
    return str(made.out / "model")
