"""Whatever the text, understanding it ends soon, and what is found stands in it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import radtrace.language
from radtrace.language import load_lexis, understand
from radtrace.language.understanding.sentence import say
from tests.language.nasty import nasty
from tests.language.table import read_table, written

REPORTS = [text for text, _ in read_table("english.txt")]
WORDS = sorted({word for text in REPORTS for word in re.findall(r"\S+|\n", text)})
AGAIN = load_lexis("en")
SHORT, LONG = 25_000, 100_000
ANYTHING = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(st.sampled_from([*WORDS, *"\n.,;/:\u0301\u0130\u00df\ufb01\u2013"]), max_size=60).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_sentences_and_mentions_stand_in_the_text(text: str) -> None:
    understood = understand(text)
    ends = [0]
    for span in understood.sentences:
        assert ends[-1] <= span.start < span.end <= len(text)
        ends.append(span.end)
    for mention in understood.mentions:
        sentence = understood.sentences[mention.sentence]
        assert sentence.start <= mention.start < mention.end <= sentence.end
        assert understood.words(mention) == text[mention.start : mention.end] != ""
        assert mention.section == sentence.section


@settings(max_examples=50, deadline=None)
@given(ANYTHING)
def test_the_same_text_says_the_same(text: str) -> None:
    once, english = understand(text), understand(text, "en")
    say.cache_clear()
    assert understand(text) == once
    assert understand(text, AGAIN) == english


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(REPORTS), st.sampled_from(REPORTS))
def test_two_reports_in_one_say_what_each_of_them_says(first: str, second: str) -> None:
    both = understand(f"{first}\n\n{second}")
    assert written(both) == sorted(written(understand(first)) + written(understand(second)))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(REPORTS))
def test_case_and_spaces_change_nothing(text: str) -> None:
    expected = written(understand(text))
    assert written(understand(text.upper())) == expected
    assert written(understand(text.replace(" ", "  "))) == expected


@pytest.mark.parametrize("name", nasty(SHORT))
def test_time_grows_with_the_text_and_no_faster(name: str) -> None:
    short, long = nasty(SHORT)[name], nasty(LONG)[name]
    assert _seconds(lambda: understand(long)) < 8 * _seconds(lambda: understand(short)) + 0.2


def test_fifty_thousand_sentences() -> None:
    understood = understand("Small left effusion. No edema.\n" * 25_000)
    assert len(understood.sentences) == len(understood.mentions) == 50_000


def test_what_stands_after_a_giant_word_is_read() -> None:
    text = "a" * 100_000 + ". Left effusion."
    (mention,) = understand(text).mentions
    assert (mention.concept, mention.laterality, mention.end) == ("pleural_effusion", "left", len(text) - 1)


@pytest.mark.parametrize("name", nasty(SHORT))
def test_no_pattern_of_the_room_blows_up(name: str) -> None:
    short, long = nasty(SHORT // 5)[name], nasty(LONG // 5)[name]
    slow = [p.pattern for p in patterns() if _exhaust(p, long) > 8 * _exhaust(p, short) + 0.2]
    assert slow == []


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Every compiled pattern of the room's modules."""
    prefix = radtrace.language.__name__ + "."
    modules = [
        importlib.import_module(m.name) for m in pkgutil.walk_packages(radtrace.language.__path__, prefix)
    ]
    values = [value for module in modules for value in vars(module).values()]
    return tuple(value for value in values if isinstance(value, re.Pattern))


def test_there_are_patterns_to_try() -> None:
    assert len(patterns()) >= 10


def _exhaust(pattern: re.Pattern[str], text: str) -> float:
    """Seconds until the pattern has found all it finds."""
    start = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - start


def _seconds(work: Callable[[], object]) -> float:
    """The least processor time of two runs, in seconds."""
    times = []
    for _ in range(2):
        say.cache_clear()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)
