"""CIDEr-D: cosine similarity of tf-idf weighted n-grams.

For n = 1 to 4: tf-idf vectors of n-grams, idf = ln(N / df) with df the number of the N *references that are
scored here* that have the n-gram (1 if none has); cosine with the prediction's weights clipped to the
reference's; times exp(-d² / 72), d the difference of length. CIDEr-D is ten times the mean over n. Vedantam
et al., CVPR 2015, as pycocoevalcap computes it (class Cider, sigma 6). Tokeniser `coco_lite`. In [0, 10];
aggregate: `mean`. Resampling keeps the idf of all references.

Known quirks: scores depend on the whole set of references, so a single report's score has no meaning alone,
and a single pair scores 0 (every idf is 0); a constant report scores above 0; length is counted in bigrams; a
reference of fewer than four tokens cannot reach 10. An empty prediction or reference scores 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.f1 import ratio
from radtrace.metrics.pairs import paired_texts
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean_result
from radtrace.metrics.words.ngrams import ORDERS, Bags, ngram_bags, shared
from radtrace.metrics.words.tokens import Tokeniser, coco_lite

SIGMA = 6.0  # pycocoevalcap's
Floats = NDArray[np.float64]


def cider(
    predictions: Sequence[Report], references: Sequence[Report], tokenise: Tokeniser = coco_lite
) -> Result:
    """CIDEr-D as pycocoevalcap computes it, idf from `references`; see the module."""
    predicted, true = paired_texts(predictions, references)
    documents = [tokenise(text) for text in (*predicted, *true)]
    cosines = sum(
        (_cosines(bags, len(predicted)) for bags in ngram_bags(documents)), np.zeros(len(predicted))
    )
    return mean_result("cider", list(10 / ORDERS * cosines * _length_penalty(documents)))


def _cosines(bags: Bags, pairs: int) -> Floats:
    """The clipped cosine of each pair in one order (pairs); 0 where a side has no weight."""
    weights = bags.count * _idf(bags, pairs)[bags.gram]
    norms = np.sqrt(np.bincount(bags.document, weights**2, minlength=2 * pairs))
    same = shared(bags, pairs)
    true = weights[same.reference]
    products = np.minimum(weights[same.prediction], true) * true
    dots = np.bincount(bags.document[same.prediction], products, minlength=pairs).astype(np.float64)
    return ratio(dots, norms[:pairs] * norms[pairs:], 0.0)


def _idf(bags: Bags, pairs: int) -> Floats:
    """ln(N / df) of every n-gram (kinds), df counted over the references."""
    seen = np.bincount(bags.gram[bags.document >= pairs], minlength=bags.kinds)
    idf: Floats = np.log(max(pairs, 1)) - np.log(np.maximum(seen, 1))
    return idf


def _length_penalty(documents: Sequence[Sequence[str]]) -> Floats:
    """exp(-d² / 2 SIGMA²) of each pair, d the difference of the two sides' number of bigrams."""
    bigrams = np.maximum(np.array([len(tokens) for tokens in documents], np.float64) - 1, 0)
    predicted, true = bigrams.reshape(2, -1)
    penalty: Floats = np.exp(-((predicted - true) ** 2) / (2 * SIGMA**2))
    return penalty
