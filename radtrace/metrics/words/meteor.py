"""METEOR on exact words and stems: nltk's meteor_score with an empty WordNet.

P and R are the shares of the prediction's and the reference's words that are matched,
F = P R / (0.9 P + 0.1 R), penalty = 0.5 (chunks / matches)³, METEOR = F (1 - penalty). Lavie and Agarwal,
WMT 2007, with nltk's alpha 0.9, beta 3, gamma 0.5. In [0, 1); aggregate: `mean`.

Convention: tokeniser `coco_lite`; equal words first, then equal Porter stems; each word is matched to
the last free position, from the end backwards. Not comparable with pycocoevalcap's Java METEOR 1.5, which
has other parameters, synonyms and paraphrases and gives about half the number (`meteor_java` runs it
where it is installed), nor with nltk's where WordNet is installed, which also matches synonyms.

Known quirks: identical reports of n words score 1 - 0.5 / n³, not 1; recall weighs nine times
precision, so longer predictions gain. An empty prediction or reference scores 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from radtrace.metrics.pairs import paired_texts
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean_result
from radtrace.metrics.words.tokens import coco_lite, stem

ALPHA, BETA, GAMMA = 0.9, 3, 0.5  # nltk's defaults
Places = list[tuple[int, str]]
Matches = list[tuple[int, int]]


def meteor(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """METEOR as nltk computes it without WordNet; see the module."""
    texts = zip(*paired_texts(predictions, references), strict=True)
    return mean_result(
        "meteor", [word_meteor(coco_lite(predicted), coco_lite(true)) for predicted, true in texts]
    )


def word_meteor(prediction: Sequence[str], reference: Sequence[str]) -> float:
    """METEOR of two lists of lower-case tokens; 0 where nothing matches."""
    matches = _align(prediction, reference)
    if not matches:
        return 0.0
    precision, recall = len(matches) / len(prediction), len(matches) / len(reference)
    mean = precision * recall / (ALPHA * precision + (1 - ALPHA) * recall)
    return mean * (1 - GAMMA * (_chunks(matches) / len(matches)) ** BETA)


def _align(prediction: Sequence[str], reference: Sequence[str]) -> Matches:
    """Matched places (prediction, reference), in the prediction's order."""
    exact, predicted, true = _match(list(enumerate(prediction)), list(enumerate(reference)))
    stems, _, _ = _match(_stemmed(predicted), _stemmed(true))
    return sorted(exact + stems)


def _stemmed(words: Places) -> Places:
    return [(place, stem(word)) for place, word in words]


def _match(predicted: Places, true: Places) -> tuple[Matches, Places, Places]:
    """Matches of equal words, last to last, and what is left on either side."""
    free: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in true:
        free[word].append(place)
    matches = [(place, free[word].pop()) for place, word in reversed(predicted) if free[word]]
    taken, given = (set(side) for side in zip(*matches, strict=True)) if matches else (set(), set())
    return matches, [w for w in predicted if w[0] not in taken], [w for w in true if w[0] not in given]


def _chunks(matches: Matches) -> int:
    """How many runs the matches form that are adjacent on both sides."""
    return 1 + sum(after != (before[0] + 1, before[1] + 1) for before, after in pairwise(matches))
