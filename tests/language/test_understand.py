"""What reports say, sentence by sentence, against what a radiologist would list."""

from __future__ import annotations

import pytest

from radtrace.language import understand
from tests.language.table import read_table, written

SENTENCES = read_table("english.txt")


def test_the_table_is_large_and_each_report_stands_in_it_once() -> None:
    texts = [text for text, _ in SENTENCES]
    assert len(texts) == len(set(texts)) >= 150


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text[:60] for text, _ in SENTENCES])
def test_a_report_states_what_a_radiologist_reads_in_it(text: str, expected: list[str]) -> None:
    assert written(understand(text)) == expected
