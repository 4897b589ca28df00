"""Tokenisers, each named after the convention it follows.

Scores change with the tokeniser, so every metric names its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from radtrace.metrics.words.porter import porter_stem

Tokeniser = Callable[[str], list[str]]

_COCO_BRACKETS = {"(": "-lrb-", ")": "-rrb-", "[": "-lsb-", "]": "-rsb-", "{": "-lcb-", "}": "-rcb-"}
_COCO_DROPPED = frozenset("'`.?!,:;-")  # and runs of them: "..", "--"
_COCO = re.compile(
    r"(?!cannot )[a-z]++(?=[ ,])"  # most words, soon
    r"|(?<![^\W_])(?:ct|dr|mr|mrs|ms|vs|st|approx|[ap]\.m|e\.g|i\.e)\.(?![^\W_])"  # keep their full stop
    r"|can(?=not\b)"
    r"|\d+(?=\.[^\W\d_])"
    r"|<[a-z]+>"
    r"|'(?:s|re|ve|ll|d|m)\b"
    r"|\d+(?:[.,:]\d+)+(?:[-/]\d+(?:[.,:]\d+)*)*"
    r"|[^\W_]+?(?=n't\b)|n't\b"
    r"|[^\W_]+(?:[-/_.](?=[^\W_])[^\W_]+)*"
    r"|\.{2,}|-{2,}|\S"
)
_NOT_ROUGE = re.compile(r"[^a-z0-9]+")

# mteval-v13a: symbols stand alone; stops and commas do unless between digits; so does a dash after a digit
_MTEVAL = (
    (re.compile(r"([!-&(-+:-@\[-`{-~/])"), r" \1 "),
    (re.compile(r"([^0-9])([.,])"), r"\1 \2 "),
    (re.compile(r"([.,])([^0-9])"), r" \1 \2"),
    (re.compile(r"([0-9])(-)"), r"\1 \2 "),
)
_MTEVAL_WRITTEN = (("<skipped>", ""), ("-\n", ""), ("\n", " "))
_ENTITIES = (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))


def whitespace(text: str) -> list[str]:
    """Split on white space, case kept: "effusion." is not "effusion" (RadEval's BLEU)."""
    return text.split()


def coco_lite(text: str) -> list[str]:
    """Lower case, Penn Treebank words, punctuation dropped: as pycocoevalcap's PTBTokenizer.

    Close to the Java tokeniser (Stanford 3.4.1, -lowerCase), whose quirk it keeps: round
    brackets stay, as the tokens "-lrb-" and "-rrb-", because the list of dropped tokens has them
    in capitals. It differs on rare abbreviations, URLs and emoticons.
    """
    for entity, symbol in _ENTITIES:
        text = text.replace(entity, symbol)
    words = _COCO.findall(text.lower())
    return [
        _COCO_BRACKETS.get(word, word) for word in words if word[-1] not in _COCO_DROPPED or word[0].isalnum()
    ]


def mteval_13a(text: str) -> list[str]:
    """mteval-v13a as sacrebleu's "13a": case kept, punctuation split off, numbers whole."""
    text = text.rstrip()
    for old, new in (*_MTEVAL_WRITTEN, *_ENTITIES):
        text = text.replace(old, new)
    text = f" {text} "
    for pattern, new in _MTEVAL:
        text = pattern.sub(new, text)
    return text.split()


def rouge_words(text: str) -> list[str]:
    """rouge-score's words: lower case, runs of a-z and 0-9."""
    return _NOT_ROUGE.sub(" ", text.lower()).split()


def rouge_stems(text: str) -> list[str]:
    """rouge-score's words with `use_stemmer=True`: those of four letters or more Porter-stemmed."""
    return [stem(word) if len(word) > 3 else word for word in rouge_words(text)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """`porter_stem`, cached: reports use few words often."""
    return porter_stem(word)
