"""The examples in the docstrings of the record run as they stand."""

from __future__ import annotations

import doctest
import sys

import pytest

from radtrace.record import Box, BoxSet, Study, change_of
from radtrace.record.migrate import migrated


@pytest.mark.parametrize("thing", [Box.clipped, BoxSet, Study, change_of, migrated])
def test_examples_run(thing: object) -> None:
    module = sys.modules[str(getattr(thing, "__module__", ""))]
    found = doctest.DocTestFinder(recurse=False).find(thing, "example", globs=vars(module))
    assert found[0].examples
    problems: list[str] = []
    doctest.DocTestRunner().run(found[0], out=problems.append)
    assert not problems, "".join(problems)
