"""METEOR 1.5, the original, if Java and pycocoevalcap (which contains its jar) are installed.

Denkowski and Lavie, WMT 2014: exact words, stems, synonyms and paraphrases of English, weighted 1, 0.6,
0.8 and 0.6, content words 0.75 and function words 0.25; alpha 0.85, beta 0.2, gamma 0.6. Run with
-norm, as pycocoevalcap runs it, on `coco_lite` tokens. In [0, 1]. Aggregates: `corpus`, of matches summed
over reports (the number papers print), and `mean` of the reports' own scores.

Known quirks: in the corpus a report that is matched in one piece adds no chunk; every call starts a Java
machine of up to 2 GB, which takes seconds. An empty prediction or reference scores 0. Not comparable
with `meteor`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.pairs import paired_texts
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result
from radtrace.metrics.words.tokens import coco_lite
from radtrace.record import BadInput

ALPHA, BETA, GAMMA, DELTA = 0.85, 0.2, 0.6, 0.75
MATCHERS = np.array([1.0, 0.6, 0.8, 0.6])  # exact, stem, synonym, paraphrase
Floats = NDArray[np.float64]


def meteor_java(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """METEOR 1.5 by its jar; see the module.

    Raises
    ------
    BadInput
        If Java or pycocoevalcap is not installed, or Java fails.
    """
    predicted, true = (
        [" ".join(coco_lite(text)) for text in texts] for texts in paired_texts(predictions, references)
    )
    counts = _counts(predicted, true)
    per_report = score(counts)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        if not chosen.size:
            return {"corpus": float("nan"), "mean": float("nan")}
        corpus = float(score(counts[chosen].sum(axis=0)))
        return {"corpus": corpus, "mean": float(per_report[chosen].mean())}

    return Result("meteor_java", per_report, resample)


def available() -> bool:
    """Whether `meteor_java` can run here."""
    return which("java") is not None and _jar() is not None


def _jar() -> Path | None:
    package = find_spec("pycocoevalcap")
    places = package.submodule_search_locations if package else None
    jars = [Path(place) / "meteor" / "meteor-1.5.jar" for place in places or ()]
    return next((jar for jar in jars if jar.is_file()), None)


def _counts(predicted: Sequence[str], true: Sequence[str]) -> Floats:
    """What the jar counts of every pair (n, 23), reports matched in one piece without chunks."""
    lines = [
        f"SCORE ||| {reference} ||| {prediction}\n"
        for prediction, reference in zip(predicted, true, strict=True)
    ]
    counts = np.array([line.split() for line in _run("".join(lines)).splitlines()], np.float64)
    counts = counts.reshape(len(predicted), 23)
    whole = (counts[:, 20] == 1) & (counts[:, 21:] == counts[:, :2]).all(axis=1)
    counts[whole, 20] = 0
    return counts


def _run(lines: str) -> str:
    jar = _jar()
    if jar is None or not available():
        raise BadInput("meteor_java needs Java and pycocoevalcap; install both, or use meteor")
    command = [
        "java",
        "-Xmx2G",
        "-Dfile.encoding=UTF-8",
        "-jar",
        str(jar),
        "-",
        "-",
        "-stdio",
        "-l",
        "en",
        "-norm",
    ]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise BadInput(
            f"METEOR's Java process failed: {done.stderr.strip()[-200:]}; check that `java -version` runs"
        )
    return done.stdout


def score(counts: Floats) -> Floats:
    """METEOR 1.5 (...) of the jar's counts (..., 23); 0 where nothing matches.

    Columns: tokens of prediction and reference, function words of both; for each matcher the
    content words matched in both, then the function words; chunks; tokens matched in both.
    """
    length, function = counts[..., 0:2], counts[..., 2:4]
    content_hits, function_hits = np.moveaxis(counts[..., 4:20].reshape(*counts.shape[:-1], 4, 2, 2), -2, 0)
    hits = np.tensordot(_weighted(content_hits, function_hits), MATCHERS, axes=(-2, 0))
    precision, recall = np.moveaxis(_ratio(hits, _weighted(length - function, function)), -1, 0)
    mean = _ratio(precision * recall, (1 - ALPHA) * recall + ALPHA * precision)
    return mean * (1 - GAMMA * _ratio(counts[..., 20], counts[..., 21:].mean(axis=-1)) ** BETA)


def _weighted(content: Floats, function: Floats) -> Floats:
    return DELTA * content + (1 - DELTA) * function


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
