"""How fast eye tracking is imported, on drawn files of the published size and form.

    python benchmarks/gaze_import.py [FILMS]

Draws an EGD-CXR of FILMS films (1,083 as published: 48,735 fixations, 1,510,785 samples) in a
temporary folder, imports it with the tracker's fixations and with both detectors, and prints one
Markdown table. Seconds are of the processor, so that other work on the machine counts little.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from radtrace.datasets.gaze import Summary
from radtrace.datasets.gaze.egd import read
from radtrace.datasets.gaze.samples import Method
from tests.datasets.drawn_egd import GAZE, at, fixations, row, sheet

FIXATIONS, SAMPLES, RATE, NOISE = 45, 31, 60, 5e-4
DETECTORS: tuple[Method | None, ...] = (None, "ivt", "idt")


def main(films: int) -> None:
    """Draw, import, print."""
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder), [f"{k:08x}-11112222-33334444-55556666-77778888" for k in range(films)])
        print("| fixations | rows | seconds | rows a second | peak memory |\n|---|---|---|---|---|")
        for detector in DETECTORS:
            print(timed(Path(folder), detector, films))


def timed(root: Path, detector: Method | None, films: int) -> str:
    """One row of the table."""
    rows = films * FIXATIONS * (SAMPLES if detector else 1)
    start = time.process_time()
    read_films = sum(1 for _ in read(root, Summary(), detector=detector))
    seconds = time.process_time() - start
    assert read_films == films, f"{read_films} recordings of {films}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"| {detector or 'of the file'} | {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} | {peak} MB |"


def draw(root: Path, films: list[str]) -> None:
    """The master sheet, `fixations.csv` and `eye_gaze.csv`, seed 0."""
    sheet(root, [{"dicom_id": film, "CHF": 1, "edema__chx": -1.0, "pneumonia__chx": 0.0} for film in films])
    fixations(root, list(rests(films)))
    with (root / "eye_gaze.csv").open("w", encoding="utf-8") as file:
        file.write(f"{GAZE}\n")
        file.writelines(f"{line}\n" for line in samples(films))


def rests(films: list[str]) -> Iterator[str]:
    """Rows of `fixations.csv`."""
    chance = random.Random(0)
    for film in films:
        for count in range(FIXATIONS):
            yield row(0.5 + 0.55 * count, *at(chance.random(), chance.random()), film=film)


def samples(films: list[str]) -> Iterator[str]:
    """Rows of `eye_gaze.csv`: rests of half a second with noise, a jump between."""
    chance = random.Random(0)
    for film in films:
        for count in range(FIXATIONS):
            x, y = at(chance.uniform(0.05, 0.95), chance.uniform(0.05, 0.95))
            for k in range(SAMPLES):
                seconds = (count * SAMPLES + k) / RATE
                yield row(seconds, x + chance.gauss(0, NOISE), y + chance.gauss(0, NOISE), film=film)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1083)
