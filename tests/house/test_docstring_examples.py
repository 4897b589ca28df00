"""Every public name has an example in its docstring, and the example runs."""

from __future__ import annotations

import doctest
import inspect
from pathlib import Path
from types import FunctionType

import pytest

import radtrace

NAMES = [name for name in radtrace.__all__ if name != "__version__"]


@pytest.fixture
def film_at_hand(chest_film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that holds `film.dcm`, a frontal chest film."""
    (tmp_path / "film.dcm").symlink_to(chest_film)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("film_at_hand")
@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_public_name_runs(name: str) -> None:
    thing = inspect.unwrap(getattr(radtrace, name))
    module = inspect.getmodule(thing)
    assert module is not None and isinstance(thing, type | FunctionType)
    examples = doctest.DocTestParser().get_doctest(
        inspect.getdoc(thing) or "", {**vars(module), "radtrace": radtrace}, name, module.__file__, 0
    )
    assert examples.examples, f"radtrace.{name} has no example in its docstring"
    problems: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=problems.append)
    assert not problems, "".join(problems)
