"""Faults planted by the benchmark are found, kind by kind; docs/guides/check-readings.md has the figures."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from random import Random
from types import ModuleType

import pytest

from radtrace.record import Reading
from tests.conftest import ROOT


@cache
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_faults", ROOT / "benchmarks" / "verify_faults.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def clean() -> tuple[Reading, ...]:
    return tuple(named.reading for named in benchmark().drawn_readings(12, 0))


KINDS = (
    "swapped side",
    "wrong zone",
    "invented finding",
    "invented comparison",
    "flipped negation",
    "changed number",
    "dropped hedge",
    "box elsewhere",
    "impression without finding",
    "statement about a region not assessed",
)


def test_clean_readings_pass() -> None:
    assert [benchmark().odd(reading) for reading in clean()] == [frozenset()] * len(clean())


def test_every_kind_of_fault_is_planted() -> None:
    assert tuple(benchmark().FAULTS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_faults_are_found(kind: str) -> None:
    random = Random(1)
    found: list[bool] = []
    while len(found) < 20:
        reading = benchmark().changed(random.choice(clean()))
        spoilt = random.choice(benchmark().FAULTS[kind])(reading, random)
        if spoilt is not None and spoilt != reading:
            found.append(bool(benchmark().odd(spoilt)))
    assert sum(found) >= 19
