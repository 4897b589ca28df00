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
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.kinds.labels import LabelSet, label_kind
from radtrace.evaluation.pairing import Pairs
from radtrace.evaluation.score import Evaluation, evaluate
from radtrace.evaluation.tables import interval, markdown_table, number
from radtrace.language import Understood, nih_labels, understand
from radtrace.language.labels import NIH

SECTIONS = ("COMPARISON", "INDICATION", "FINDINGS", "IMPRESSION")
ENOUGH = 10  # positive reports, for a label to count in the macro mean
Labels = NDArray[np.bool_]  # (reports, labels)


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
    understand("No effusoin.")  # the tables and the list of ordinary words are read once
    start = time.process_time()
    understood = {name: understand(text) for name, text in texts.items()}
    return understood, len(texts) / (time.process_time() - start)


def _print_table(gold: Labels, ours: Labels) -> None:
    """F1 of each label and over all of them; macro over those with enough positive reports."""
    found = _evaluated(gold, ours, list(NIH))
    enough = [label for label, count in zip(NIH, gold.sum(0), strict=True) if count >= ENOUGH]
    columns = [list(NIH).index(label) for label in enough]
    averaged = _evaluated(gold[:, columns], ours[:, columns], enough)
    every = "every label"
    rows = [_row(name, gold[:, i].sum(), found, f"f1 {name}", every) for i, name in enumerate(NIH)]
    rows.append(_row("micro, all labels", gold.sum(), found, "micro", "best constant labels"))
    positive = gold[:, columns].sum()
    rows.append(_row(f"macro, {len(enough)} labels", positive, averaged, "macro", every))
    head = ["label", "positive", "F1", "95% interval", "the same for every report"]
    print(markdown_table(head, rows), end="")


def _evaluated(gold: Labels, ours: Labels, labels: list[str]) -> Evaluation[LabelSet]:
    return evaluate(label_kind(labels), Pairs(_cases(ours, labels), _cases(gold, labels)))


def _cases(rows: Labels, labels: list[str]) -> list[LabelSet]:
    return [
        LabelSet(str(place), dict(zip(labels, map(int, row), strict=True))) for place, row in enumerate(rows)
    ]


def _row(name: str, positive: int, found: Evaluation[LabelSet], aggregate: str, baseline: str) -> list[str]:
    key = f"labels_f1_uncertain_negative.{aggregate}"
    blind = next(row for row in found.beside if row.name == baseline)
    one = found.predicted.values[key]
    return [name, str(positive), number(one.value), interval(one), number(blind.value(key))]


def _print_disagreements(gold: Labels, ours: Labels, understood: dict[str, Understood]) -> None:
    rows = []
    for row, column in zip(*np.nonzero(gold != ours), strict=True):
        label, (name, one) = list(NIH)[column], list(understood.items())[row]
        words = [f"{one.words(m)} ({m.hedge or m.presence})" for m in one.mentions if m.concept in NIH[label]]
        rows.append([name, label, str(int(gold[row, column])), "; ".join(words)])
    print("\n" + markdown_table(["report", "label", "by hand", "words"], rows, text_columns=4), end="")


if __name__ == "__main__":
    main()
