"""ROUGE-L: the longest common subsequence of prediction and reference.

P = LCS / prediction's tokens, R = LCS / reference's tokens, F = (1 + β²) P R / (R + β² P).
Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004. In [0, 1]; aggregate: `mean`.

Two conventions, which must not be mixed in one table:

- `rouge_l`: rouge-score with `use_stemmer=True` (as RadEval runs it): tokeniser `rouge_stems`, β = 1;
  `rouge_l_words` is the same without the stemmer. Nothing on either side, or on both, scores 0.
- `rouge_l_coco`: pycocoevalcap, tokeniser `coco_lite`, β = 1.2, no stemmer. An empty text counts as one
  empty token there, so empty against empty scores 1 and empty against words 0.

Known quirks: the whole report is one sequence, so reordering sentences lowers the score although the
meaning is the same; β = 1.2 favours long predictions.
"""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.metrics.pairs import paired_texts
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean_result
from radtrace.metrics.words.tokens import Tokeniser, coco_lite, rouge_stems, rouge_words

COCO_BETA = 1.2  # pycocoevalcap's


def rouge_l(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """ROUGE-L as rouge-score computes it with its stemmer; see the module."""
    return _mean_rouge("rouge_l", predictions, references, rouge_stems, beta=1.0)


def rouge_l_words(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """ROUGE-L as rouge-score computes it without its stemmer; see the module."""
    return _mean_rouge("rouge_l_words", predictions, references, rouge_words, beta=1.0)


def rouge_l_coco(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """ROUGE-L as pycocoevalcap computes it; see the module."""
    return _mean_rouge(
        "rouge_l_coco", predictions, references, lambda text: coco_lite(text) or [""], COCO_BETA
    )


def _mean_rouge(
    name: str,
    predictions: Sequence[Report],
    references: Sequence[Report],
    tokenise: Tokeniser,
    beta: float,
) -> Result:
    texts = zip(*paired_texts(predictions, references), strict=True)
    return mean_result(
        name, [f_score(tokenise(predicted), tokenise(true), beta) for predicted, true in texts]
    )


def f_score(prediction: Sequence[str], reference: Sequence[str], beta: float) -> float:
    """ROUGE-L of two lists of tokens; 0 where nothing is common."""
    common = common_subsequence(prediction, reference)
    if not common:
        return 0.0
    precision, recall = common / len(prediction), common / len(reference)
    return (1 + beta**2) * precision * recall / (recall + beta**2 * precision)


def common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence.

    Bit-parallel (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004): bit i of `row` is 0
    where token i of `one` makes the subsequence longer.
    """
    places: dict[str, int] = {}
    for place, token in enumerate(one):
        places[token] = places.get(token, 0) | 1 << place
    full = row = (1 << len(one)) - 1
    for token in other:
        hits = row & places.get(token, 0)
        row = (row + hits | row - hits) & full
    return len(one) - row.bit_count()
