"""How well reports are understood: NIH-14 labels against hand labels of Open-i reports.

    python benchmarks/labels.py --data ../shared/data [--disagreements]

Reads `reports/NLMCXR_reports.tgz` (Open-i, unmodified) and `reports/gold_labels.csv` (NegBio's hand
labels) below the data folder and prints one Markdown table: F1 of label 1 for each label, micro over all
labels, macro over those with ten or more positive reports, with 95% bootstrap intervals by report, and
the best that is reached without reading, by the same answer for every report: the label always present;
for micro F1 the best set of labels, chosen on these reports. A report's sections are joined under their
names. Reports per second is processor time of one core.
"""

from __future__ import annotations

import argparse
import csv
import io
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from radtrace.language import Understood, nih_labels, understand
from radtrace.language.labels import NIH

SECTIONS = ("COMPARISON", "INDICATION", "FINDINGS", "IMPRESSION")
ENOUGH = 10  # positive reports, for a label to count in the macro mean
RESAMPLES = 1000
Labels = NDArray[np.bool_]  # (reports, labels)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """True and false positives and false negatives, (resamples, labels) each."""

    tp: Floats
    fp: Floats
    fn: Floats

    def f1(self) -> Floats:
        """F1 of each label; NaN where neither side has a positive."""
        return _f1(self.tp, self.fp, self.fn)

    def micro(self) -> Floats:
        """F1 of the counts summed over labels."""
        return _f1(self.tp.sum(1), self.fp.sum(1), self.fn.sum(1))


def main() -> None:
    """Read, understand, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="folder that holds reports/"
    )
    parser.add_argument("--disagreements", action="store_true", help="list every label that differs")
    options = parser.parse_args()
    folder = options.data / "reports"
    if not (folder / "gold_labels.csv").is_file():
        parser.error(f"{folder} has no gold_labels.csv; give the data folder with --data")
    hand = dict(_hand_labels(folder / "gold_labels.csv"))
    texts = {name: text for name, text in _reports(folder / "NLMCXR_reports.tgz") if name in hand}
    understood, rate = _understand(texts)
    gold = np.array([hand[name] for name in texts])
    ours = np.array([[value == 1 for value in nih_labels(u).values()] for u in understood.values()])
    _print_table(gold, ours)
    print(f"\n{len(texts)} reports, {rate:,.0f} a second on one core.")
    if options.disagreements:
        _print_disagreements(gold, ours, understood)


def _hand_labels(path: Path) -> Iterator[tuple[str, list[bool]]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["filename"], [row[label] == "1" for label in NIH]


def _reports(path: Path) -> Iterator[tuple[str, str]]:
    """Ids and texts of the archive's reports."""
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".xml") else None
            if file is not None:
                yield _report(file.read())


def _report(xml: bytes) -> tuple[str, str]:
    root = ElementTree.parse(io.BytesIO(xml)).getroot()
    parts = {part.get("Label"): part.text for part in root.iter("AbstractText")}
    name = next(element.get("id") or "" for element in root.iter("uId"))
    return name, "\n".join(f"{key}: {parts[key]}" for key in SECTIONS if parts.get(key))


def _understand(texts: dict[str, str]) -> tuple[dict[str, Understood], float]:
    understand("")  # the tables are read once
    start = time.process_time()
    understood = {name: understand(text) for name, text in texts.items()}
    return understood, len(texts) / (time.process_time() - start)


def _print_table(gold: Labels, ours: Labels) -> None:
    blind = _best_constant(gold)
    enough = gold.sum(0) >= ENOUGH
    weights = _resamples(len(gold))
    read, guessed, always = (_counts(gold, rows, weights) for rows in (ours, blind, np.ones_like(gold)))
    print("| label | positive | F1 | 95% interval | the same for every report |\n|---|---|---|---|---|")
    for index, label in enumerate(NIH):
        _print_row(label, gold[:, index].sum(), read.f1()[:, index], always.f1()[:, index])
    _print_row("micro, all labels", gold.sum(), read.micro(), guessed.micro())
    macro, blind_macro = (counts.f1()[:, enough].mean(1) for counts in (read, always))
    _print_row(f"macro, {enough.sum()} labels", gold[:, enough].sum(), macro, blind_macro)


def _print_row(name: str, positive: int, values: Floats, blind: Floats) -> None:
    """The first value is the sample's, the others are of its resamples."""
    low, high = np.nanpercentile(values[1:], [2.5, 97.5]) if np.isfinite(values).any() else (np.nan, np.nan)
    print(f"| {name} | {positive} | {values[0]:.3f} | {low:.3f} to {high:.3f} | {blind[0]:.3f} |")


def _best_constant(gold: Labels) -> Labels:
    """The labels that, given to every report, reach the highest micro F1; chosen on these reports."""
    order = np.argsort(-gold.sum(0))
    positive = gold.sum(0)[order].cumsum()
    best = int(np.argmax(2 * positive / (np.arange(1, len(order) + 1) * len(gold) + gold.sum()))) + 1
    constant = np.zeros_like(gold)
    constant[:, order[:best]] = True
    return constant


def _resamples(n: int) -> Floats:
    """How often each report is drawn, (1 + RESAMPLES, n); the first row is the sample itself."""
    draws = np.random.default_rng(0).integers(0, n, (RESAMPLES, n))
    counts = np.stack([np.bincount(draw, minlength=n) for draw in draws])
    return np.concatenate([np.ones((1, n)), counts])


def _counts(gold: Labels, ours: Labels, weights: Floats) -> Counts:
    return Counts(*(weights @ hits.astype(float) for hits in (gold & ours, ~gold & ours, gold & ~ours)))


def _f1(tp: Floats, fp: Floats, fn: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * tp / (2 * tp + fp + fn))


def _print_disagreements(gold: Labels, ours: Labels, understood: dict[str, Understood]) -> None:
    print("\n| report | label | by hand | words |\n|---|---|---|---|")
    for row, column in zip(*np.nonzero(gold != ours), strict=True):
        label, (name, one) = list(NIH)[column], list(understood.items())[row]
        words = [f"{one.words(m)} ({m.hedge or m.presence})" for m in one.mentions if m.concept in NIH[label]]
        print(f"| {name} | {label} | {int(gold[row, column])} | {'; '.join(words)} |")


if __name__ == "__main__":
    main()
