"""How fast scanpaths are scored, beside multimatch-gaze on the same paths.

    python benchmarks/scanpaths.py [--paths 4875] [--peer 500]

Paths are drawn with a fixed seed in the style of GazeSearch: six fixations (some fewer) on whole pixels
of a 224 frame, 13 findings, about two findings a film, a start at the centre put before each. Timed:
every path metric alone; a whole run of `radtrace gaze score` from files to JSON, with all path metrics
and then with the map metrics too, intervals and image-blind rows included; and multimatch-gaze on some
of the pairs, if it is installed. Times are of the process, so that a busy machine does not change them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from radtrace.evaluation.gaze_files import GazeScoreOptions, run_gaze_score
from radtrace.evaluation.kinds.scanpaths.cases import Start, key_of, started
from radtrace.evaluation.kinds.scanpaths.measures import METRICS, PATH_METRICS
from radtrace.gaze.scanpath import Scanpath, scanpath_of
from radtrace.metrics.scanpath import multimatch, scanmatch, sequence_score, string_edit, time_delay
from radtrace.record import FilmReference, Fixation, Gaze, Provenance, Reading, StudyReference, Target

SEED, BAR_S, FRAME, FINDINGS = 7, 60.0, 224, 13


def readings(count: int, seed: int) -> list[Reading]:
    """Made readings, two findings a film; the same films and findings for every seed."""
    random = np.random.default_rng(seed)
    return [_reading(f"film{index // 2:05d}.jpg", index % FINDINGS, random) for index in range(count)]


def _reading(film: str, finding: int, random: np.random.Generator) -> Reading:
    hills = np.random.default_rng(finding).uniform(60, 164, (6, 2))
    length = 6 if random.random() < 0.984 else int(random.integers(1, 6))
    points = np.clip(np.round(hills[:length] + random.normal(0, 35, (length, 2))), 0, FRAME - 1) / FRAME
    durations = np.round(random.gamma(3.0, 0.11, length) + 0.02, 3)
    starts = np.concatenate([[0.0], np.cumsum(durations)[:-1]])
    fixations = tuple(
        Fixation(x=float(x), y=float(y), start_s=float(start), duration_s=float(duration))
        for (x, y), start, duration in zip(points, starts, durations, strict=True)
    )
    return Reading(
        study=StudyReference(split="test", films=(FilmReference(file=film),)),
        gaze=Gaze(fixations=fixations, target=Target(name=f"finding {finding}")),
        provenance=Provenance(reader="made", version="1"),
    )


def seconds(call: Callable[[], object]) -> float:
    """Processor time of a call, in seconds."""
    start = time.process_time()
    call()
    return time.process_time() - start


def compared_by_peer(ours: Sequence[Scanpath], theirs: Sequence[Scanpath]) -> Callable[[], object] | None:
    """multimatch-gaze over the pairs; None where it is not installed."""
    try:
        from multimatch_gaze import docomparison
    except ImportError:
        return None
    tables = [[_table(path) for path in side] for side in (ours, theirs)]
    return lambda: [docomparison(a, b, [FRAME, FRAME]) for a, b in zip(*tables, strict=True)]


def _table(path: Scanpath) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    rows = zip(path.x * FRAME, path.y * FRAME, np.maximum(path.duration_s, 1e-3), strict=True)
    return np.array(list(rows), [("start_x", "f8"), ("start_y", "f8"), ("duration", "f8")])


def time_metrics(predictions: Sequence[Reading], references: Sequence[Reading], peer: int) -> None:
    """Print the times of each path metric alone, and of the peer as a ratio."""
    ours, theirs = (
        [started(scanpath_of(one), key_of(one).target, Start.AUTO) for one in side]
        for side in (predictions, references)
    )
    for metric in (scanmatch, multimatch, string_edit, time_delay, sequence_score):
        print(f"{metric.__name__:16}{seconds(lambda metric=metric: metric(ours, theirs)):8.2f} s")  # type: ignore[misc]
    peers = compared_by_peer(ours[:peer], theirs[:peer])
    if peers is not None:
        own = seconds(lambda: multimatch(ours, theirs)) / len(ours) * 1e6
        other = seconds(peers) / len(ours[:peer]) * 1e6
        print(f"multimatch: {own:.0f} us a pair, multimatch-gaze {other:.0f} us: {other / own:.0f} times")


def time_runs(predictions: Sequence[Reading], references: Sequence[Reading]) -> None:
    """Print the times of whole runs, from files to JSON."""
    with tempfile.TemporaryDirectory() as folder:
        made, given = (Path(folder) / f"{name}.jsonl" for name in ("predictions", "references"))
        for path, side in ((made, predictions), (given, references)):
            path.write_text("".join(one.model_dump_json() + "\n" for one in side))
        for told, metrics in (("all path metrics", PATH_METRICS), ("all metrics", METRICS)):
            options = GazeScoreOptions(made, given, metrics=metrics, json=Path(folder) / "score.json")
            taken = seconds(lambda options=options: run_gaze_score(options))  # type: ignore[misc]
            verdict = "within" if taken < BAR_S else "MISSES"
            print(f"radtrace gaze score, {told}: {taken:.1f} s ({verdict} the bar of {BAR_S:.0f} s)")


def main() -> None:
    """Time everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--paths", type=int, default=4875)
    parser.add_argument("--peer", type=int, default=500)
    asked = parser.parse_args()
    predictions, references = readings(asked.paths, SEED), readings(asked.paths, SEED + 1)
    print(f"{asked.paths:,} paths, seed {SEED}")
    time_metrics(predictions, references, asked.peer)
    time_runs(predictions, references)


if __name__ == "__main__":
    main()
