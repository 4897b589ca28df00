"""The package's own names: few, importable, typed, and free until used."""

from __future__ import annotations

import subprocess
import sys
from typing import assert_type

import pytest

import radtrace

HEAVY = ("numpy", "pydantic", "pydicom", "onnxruntime", "torch", "PIL", "cv2", "scipy", "rich")


def modules_after(code: str) -> set[str]:
    """The top-level modules that a new process has loaded after running `code`."""
    report = f"{code}\nimport sys\nprint('\\n' + ' '.join({{n.split('.')[0] for n in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", radtrace.__all__)
def test_every_public_name_can_be_imported(name: str) -> None:
    assert getattr(radtrace, name) is not None


def test_all_is_sorted_and_is_what_dir_shows() -> None:
    assert radtrace.__all__ == sorted(radtrace.__all__) == dir(radtrace)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        radtrace.no_such_name  # type: ignore[attr-defined]  # noqa: B018


def test_type_checkers_see_the_real_types() -> None:
    box = radtrace.Box(x_min=0.1, y_min=0.1, x_max=0.2, y_max=0.2)
    assert_type(box.area, float)


@pytest.mark.parametrize(
    "code",
    [
        "import radtrace",
        "from radtrace.cli import main",
        "from radtrace.cli.run import run; assert run(['--help']) == 0",
        "from radtrace.cli.run import run; assert run(['--version']) == 0",
    ],
)
def test_nothing_heavy_is_loaded_before_there_is_work(code: str) -> None:
    assert not modules_after(code) & set(HEAVY)


def test_heavy_modules_would_be_noticed() -> None:
    assert {"numpy", "pydantic"} <= modules_after("import radtrace; radtrace.Reading")
