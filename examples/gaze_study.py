"""A gaze study from CSV to scores: import, check the split, describe, fit a scanpath model, predict, score.

python examples/gaze_study.py [OUT]

The recordings are simulated: drawn films come with gaze. Replace `recordings.csv` by your own, one
fixation a row.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from radtrace.cli.run import run
from radtrace.phantom import draw

FILMS = 24
TARGET = "pleural effusion"
COLUMNS = ("film", "reader", "x", "y", "start_s", "duration_s", "target", "present", "patient", "split")


def main(out: Path) -> None:
    """Run the commands of the study one after the other; the first that fails ends it."""
    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / "recordings.csv")
    data, model, predictions = (str(out / name) for name in ("gaze.jsonl", "medoid.json", "predicted.jsonl"))
    steps = (
        ["gaze", "import", "--from", "csv", str(out / "recordings.csv"), "--out", data],
        ["leaks", data],
        ["gaze", "describe", data],
        ["gaze", "fit", data, "--split", "train", "--model", "medoid", "--out", model],
        ["gaze", "predict", "--model", model, "--for", data, "--split", "test", "--out", predictions],
        ["gaze", "score", predictions, data, "--split", "test", "--metrics", "scanmatch,multimatch"],
    )
    for step in steps:
        print(f"\n$ radtrace {' '.join(step)}", flush=True)
        if code := run(step):
            sys.exit(code)


def write_csv(file: Path) -> None:
    """Fixations on films with an effusion; every third film is in the test split."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(COLUMNS)
        for seed in range(FILMS):
            gaze = draw(seed, 64, findings=["pleural_effusion"]).reading.gaze
            split = "test" if seed % 3 == 0 else "train"
            for look in gaze.fixations[:8] if gaze else ():
                place = (f"{look.x:.4f}", f"{look.y:.4f}", f"{look.start_s:.3f}", f"{look.duration_s:.3f}")
                rows.writerow([f"film{seed}.png", "R1", *place, TARGET, "yes", f"p{seed}", split])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("out/gaze_study"))
