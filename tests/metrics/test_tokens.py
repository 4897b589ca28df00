"""Tokenisers against the ones whose names they bear."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.porter import PorterStemmer
from rouge_score.tokenize import tokenize
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

from radtrace.metrics.words.porter import _STEP_2, _STEP_3, _STEP_4, porter_stem
from radtrace.metrics.words.tokens import coco_lite, mteval_13a, rouge_stems, rouge_words, whitespace
from tests.metrics.word_reports import open_i, texts, wild

SUFFIXES = [suffix for suffix, _ in _STEP_2 + _STEP_3] + [
    *_STEP_4,
    "s",
    "ed",
    "ing",
    "y",
    "ies",
    "ied",
    "ll",
    "",
]
pieces = st.text(st.sampled_from("aeioubcdlstxyz"), max_size=4)
words = st.builds(
    "{}{}{}{}".format, pieces, st.sampled_from(SUFFIXES), st.sampled_from(SUFFIXES), st.sampled_from(SUFFIXES)
)
nltk_stemmer = PorterStemmer()
sacrebleu_13a = Tokenizer13a()  # type: ignore[no-untyped-call]


@given(words)
def test_stems_are_nltks(word: str) -> None:
    assert porter_stem(word) == nltk_stemmer.stem(word)


@pytest.mark.parametrize(
    "word", ["Skies", "dying", "innings", "howe", "dies", "spied", "enjoy", "flyingly", "is"]
)
def test_irregular_stems_are_nltks(word: str) -> None:
    assert porter_stem(word) == nltk_stemmer.stem(word)


@given(texts | wild)
def test_13a_is_sacrebleus(text: str) -> None:
    assert " ".join(mteval_13a(text)) == sacrebleu_13a(text.rstrip())


@given(texts | wild)
def test_rouge_words_are_rouge_scores(text: str) -> None:
    assert rouge_words(text) == tokenize(text, None)
    assert rouge_stems(text) == tokenize(text, nltk_stemmer)


def test_real_words_stem_as_nltks(shared_data: Path) -> None:
    for word in sorted({word for text in open_i(shared_data, 1000) for word in coco_lite(text)}):
        assert porter_stem(word) == nltk_stemmer.stem(word)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("No pleural effusion.", "no pleural effusion"),
        ("Heart size, normal; chest X-ray...", "heart size normal chest x-ray"),
        ("T12-L1 and/or 3.5 cm (left)", "t12-l1 and/or 3.5 cm -lrb- left -rrb-"),
        (
            "Pneumonia cannot be excluded; isn't the patient's",
            "pneumonia can not be excluded is n't the patient 's",
        ),
        ("Dr. Low at 5 p.m. saw it", "dr. low at 5 p.m. saw it"),
        ("", ""),
    ],
)
def test_coco_words(text: str, tokens: str) -> None:
    assert " ".join(coco_lite(text)) == tokens


def test_coco_words_are_the_java_tokenisers(shared_data: Path) -> None:
    if which("java") is None:
        pytest.skip("no java to run pycocoevalcap's PTBTokenizer")
    from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

    told = open_i(shared_data, 500)
    theirs = PTBTokenizer().tokenize({number: [{"caption": text}] for number, text in enumerate(told)})
    same = sum(" ".join(coco_lite(text)) == theirs[number][0] for number, text in enumerate(told))
    assert same >= 0.99 * len(told)


def test_white_space_keeps_everything_else() -> None:
    assert whitespace(" No  effusion.\n") == ["No", "effusion."]


@pytest.mark.parametrize("tokenise", [coco_lite, mteval_13a, rouge_stems, whitespace])
@pytest.mark.parametrize("piece", ["a", "1", "1.", "a-", "<a", "n't", "(", "-", "a'", " \n", ".", "&amp;"])
def test_long_texts_take_no_time(tokenise: Callable[[str], list[str]], piece: str) -> None:
    start = time.process_time()
    tokenise(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 2
