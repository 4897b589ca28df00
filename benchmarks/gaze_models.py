"""How well models of scanpaths predict, on made-up searches in the GazeSearch layout.

    python benchmarks/gaze_models.py [--seeds 0 1 2] [--kinds centre mean medoid learned]

Makes `tests/gaze/searches.py`'s set of about 4,875 searches for each seed, imports it, fits each model on
its train side with `radtrace gaze fit`, predicts its test side, and prints ScanMatch and MultiMatch (mean
of five; both from the centre) with 95% bootstrap intervals by path, the paired difference of each model
from the one before, and the processor seconds of the fit.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from radtrace.cli.run import run
from radtrace.datasets.readings import read_readings
from radtrace.evaluation.intervals import Estimate, Resamples, compare_means, mean_estimates
from radtrace.evaluation.kinds.scanpaths.cases import Start, key_of, started
from radtrace.gaze import scanpath_of
from radtrace.metrics.scanpath import multimatch, scanmatch
from radtrace.record import Reading
from tests.gaze.searches import searches

Floats = NDArray[np.float64]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--kinds", nargs="+", default=["centre", "mean", "medoid", "learned"])
    given = parser.parse_args()
    for seed in given.seeds:
        with tempfile.TemporaryDirectory() as folder:
            _table(Path(folder), seed, given.kinds)


def _table(folder: Path, seed: int, kinds: list[str]) -> None:
    (folder / "set.json").write_text(json.dumps(searches(seed)))
    _run("import", "--from", "gazesearch", str(folder / "set.json"), "--out", str(folder / "all.jsonl"))
    test = [one for _, one in read_readings(folder / "all.jsonl") if one.study.split == "test"]
    print(f"\nseed {seed}, {len(test)} test paths\n\n| model | ScanMatch | MultiMatch | fit, s |")
    print("|---|---|---|---|")
    before: Floats | None = None
    for kind in kinds:
        start = time.process_time()
        scores = _scores(folder, kind, test)
        figures = mean_estimates(scores, Resamples(len(test)))
        print(
            f"| {kind} | {' | '.join(map(_told, figures))} | {time.process_time() - start:.0f} |", flush=True
        )
        if before is not None:
            compared = compare_means(scores, before, Resamples(len(test)))
            print(f"| better by | {' | '.join(_told(one.difference) for one in compared)} | |", flush=True)
        before = scores


def _scores(folder: Path, kind: str, test: list[Reading]) -> Floats:
    data, model, out = str(folder / "all.jsonl"), kind, folder / f"{kind}.jsonl"
    if kind != "centre":
        model = str(folder / f"{kind}.json")
        _run("fit", data, "--split", "train", "--model", kind, "--out", model)
    _run("predict", "--model", model, "--for", data, "--split", "test", "--out", str(out))
    paths = {key_of(one): scanpath_of(one) for _, one in read_readings(out)}
    ours = [started(paths[key_of(one)], key_of(one).target, Start.AUTO) for one in test]
    theirs = [started(scanpath_of(one), key_of(one).target, Start.AUTO) for one in test]
    return np.stack([scanmatch(ours, theirs), multimatch(ours, theirs).mean(axis=1)], axis=1)


def _run(*arguments: str) -> None:
    if run(["gaze", *arguments]):
        raise SystemExit(f"radtrace gaze {' '.join(arguments)} failed")


def _told(figure: Estimate) -> str:
    return f"{figure.value:.4f} [{figure.low:.4f}, {figure.high:.4f}]"


if __name__ == "__main__":
    main()
