"""The sentences that were once understood wrongly, kept beside the checkout: every one, by kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from radtrace.language import Mention, understand
from tests.language.table import SIGNS

CASES = Path(__file__).parents[3] / "shared" / "cases" / "language.jsonl"


class Case(NamedTuple):
    """A sentence and what must be understood: sign and concept, then side, degree, change, size in mm."""

    kind: str
    text: str
    right: list[str]


def cases() -> Iterator[Case]:
    """The English cases; other languages have tests of their own."""
    lines = CASES.read_text("utf-8").splitlines() if CASES.exists() else []
    for row in map(json.loads, lines):
        if row["lang"] == "en" and isinstance(row["right"], list):
            yield Case(row["kind"], row["text"], row["right"])


def stated(mention: Mention) -> frozenset[str]:
    """A mention in the notation of the cases, in any order."""
    sizes = [f"{extent:g}" for extent in mention.size_mm]
    words = [mention.laterality, mention.severity, mention.change, *sizes]
    return frozenset([SIGNS[mention.presence] + mention.concept, *(str(w) for w in words if w)])


@pytest.mark.skipif(not CASES.exists(), reason="no ../shared/cases/language.jsonl beside this checkout")
def test_the_cases_are_there() -> None:
    assert len({case.kind for case in cases()}) > 10


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.text[:60])
def test_a_case_is_understood(case: Case) -> None:
    assert {stated(m) for m in understand(case.text).mentions} == {frozenset(r.split()) for r in case.right}
