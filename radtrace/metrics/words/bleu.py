"""BLEU: share of the prediction's n-grams that occur in the reference.

BLEU-N = BP · (p_1 · … · p_N)^(1/N), where p_k is the share of the prediction's k-grams that occur in the
reference (clipped to the count there), and BP = exp(1 - r/c) if the prediction's length c is less than the
reference's r, else 1. Papineni et al., ACL 2002.

Three conventions, which must not be mixed in one table. All have the aggregates `corpus` (lengths and matches
summed over reports before dividing: the number papers print) and `mean` of the reports' own scores.

- `bleu1` … `bleu4`: pycocoevalcap, tokeniser `coco_lite`, in [0, 1], reference length "closest" (with one
  reference: its length), no smoothing but 1e-15 on matches and 1e-9 on totals. So a report without a matching
  k-gram scores slightly above 0, and an identical report of less than N tokens far below 1 (1e-3 for BLEU-4
  of two tokens).
- `bleu4_whitespace`: BLEU-4 as above, split at white space, case and punctuation kept, as in RadEval:
  "effusion." and "effusion" are different tokens.
- `bleu_sacre`: sacrebleu, BLEU-4, tokeniser 13a, cased, in [0, 100], exponential smoothing of orders without
  a match; a single report leaves out orders it is too short for (`effective_order`), the corpus does not.

Known quirks: words count, not meaning ("no effusion" and "effusion" differ by one token of many); an empty
prediction or reference scores 0 (below 1e-14 under pycocoevalcap), and so does empty against empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.pairs import paired_texts
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result
from radtrace.metrics.words.ngrams import ORDERS, Bags, ngram_bags, shared
from radtrace.metrics.words.tokens import Tokeniser, coco_lite, mteval_13a

Floats = NDArray[np.float64]
Formula = Callable[[Floats], Floats]
_COCO_TINY, _COCO_SMALL = 1e-15, 1e-9  # pycocoevalcap's constants


def bleu1(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """BLEU-1 as pycocoevalcap computes it; see the module."""
    return coco_bleu(predictions, references, order=1)


def bleu2(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """BLEU-2 as pycocoevalcap computes it; see the module."""
    return coco_bleu(predictions, references, order=2)


def bleu3(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """BLEU-3 as pycocoevalcap computes it; see the module."""
    return coco_bleu(predictions, references, order=3)


def bleu4(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """BLEU-4 as pycocoevalcap computes it; see the module."""
    return coco_bleu(predictions, references, order=4)


def bleu4_whitespace(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """BLEU-4 of tokens split at white space, cased; see the module."""
    return coco_bleu(predictions, references, order=4, tokenise=str.split, name="bleu4_whitespace")


def coco_bleu(
    predictions: Sequence[Report],
    references: Sequence[Report],
    order: int,
    tokenise: Tokeniser = coco_lite,
    name: str = "",
) -> Result:
    """BLEU up to `order` n-grams in pycocoevalcap's convention, with any tokeniser."""
    counts = ngram_counts(*paired_texts(predictions, references), tokenise)
    return _result(name or f"bleu{order}", counts, lambda sums: coco_score(sums)[..., order - 1], None)


def bleu_sacre(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """BLEU-4 as sacrebleu computes it, in [0, 100]; see the module."""
    counts = ngram_counts(*paired_texts(predictions, references), mteval_13a)
    return _result("bleu_sacre", counts, sacre_score, lambda sums: sacre_score(sums, effective_order=True))


def _result(name: str, counts: Floats, corpus: Formula, single: Formula | None) -> Result:
    per_report = (single or corpus)(counts)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        if not chosen.size:
            return {"corpus": float("nan"), "mean": float("nan")}
        return {
            "corpus": float(corpus(counts[chosen].sum(axis=0))),
            "mean": float(per_report[chosen].mean()),
        }

    return Result(name, per_report, resample)


@lru_cache(maxsize=4)  # BLEU 1 to 4 share their counts
def ngram_counts(predictions: tuple[str, ...], references: tuple[str, ...], tokenise: Tokeniser) -> Floats:
    """What BLEU needs of every pair: (n, 10).

    Columns: prediction's length, reference's length, matching 1- to 4-grams, the prediction's 1- to
    4-grams.
    """
    pairs = len(predictions)
    documents = [tokenise(text) for text in (*predictions, *references)]
    lengths = np.array([len(tokens) for tokens in documents], np.float64).reshape(2, pairs).T
    totals = np.maximum(lengths[:, :1] - np.arange(ORDERS), 0)
    matches = [_matches(bags, pairs) for bags in ngram_bags(documents)]
    return np.hstack([lengths, np.array(matches).T, totals])


def _matches(bags: Bags, pairs: int) -> Floats:
    """How many n-grams of one order each prediction shares with its reference, (pairs)."""
    same = shared(bags, pairs)
    both = np.minimum(bags.count[same.prediction], bags.count[same.reference])
    return np.bincount(bags.document[same.prediction], both, minlength=pairs).astype(np.float64)


def _parts(counts: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Prediction's length, reference's length, matches (..., 4), totals (..., 4)."""
    return counts[..., 0], counts[..., 1], counts[..., 2 : 2 + ORDERS], counts[..., 2 + ORDERS :]


def coco_score(counts: Floats) -> Floats:
    """BLEU 1 to 4 (..., 4) in pycocoevalcap's convention of counts (..., 10)."""
    length, expected, matches, totals = _parts(counts)
    precisions = (matches + _COCO_TINY) / (totals + _COCO_SMALL)
    ratio = (length + _COCO_TINY) / (expected + _COCO_SMALL)
    penalty = np.exp(np.minimum(1 - 1 / ratio, 0))
    return penalty[..., None] * precisions.cumprod(axis=-1) ** (1 / np.arange(1, ORDERS + 1))


def sacre_score(counts: Floats, effective_order: bool = False) -> Floats:
    """BLEU-4 (...) in sacrebleu's convention of counts (..., 10), in [0, 100]."""
    length, expected, matches, totals = _parts(counts)
    possible = totals > 0
    halvings = np.cumsum((matches == 0) & possible, axis=-1)
    smoothed = np.where(matches > 0, matches, 0.5**halvings)
    logs = np.log(np.divide(smoothed, totals, out=np.ones_like(totals), where=possible))
    orders = np.maximum(possible.sum(axis=-1), 1) if effective_order else ORDERS
    penalty = np.minimum(1 - expected / np.maximum(length, 1), 0)
    scores = 100 * np.exp(penalty + logs.sum(axis=-1) / orders)
    return np.where((matches.sum(axis=-1) > 0) & (effective_order | possible.all(axis=-1)), scores, 0.0)
