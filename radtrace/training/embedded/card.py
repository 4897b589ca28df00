"""The model card: what the weights were trained on, what they reach, where they fail."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from radtrace.evaluation.tables import cell, markdown_table
from radtrace.readers.embedded.model import Model
from radtrace.training.embedded.evaluate import RESAMPLES, CardFigure
from radtrace.training.embedded.films import TrainingFilm
from radtrace.training.embedded.look import Seen
from radtrace.training.embedded.plots import plot_calibration, plot_failures

_KEPT_BACK_OF = "29843776f230c8f7d95b9ea78fc4d72fed52eed77198096f7f02ca217499d1cc"
"""SHA-256 of the weights that `_KEPT_BACK` was measured with; it says nothing about others."""
_KEPT_BACK = """
**On 242 films that were kept back until the network was final, the mean AUC of the NIH findings is 0.636
(95% interval 0.59 to 0.68).** They are of the balanced source (`nih_jrzech`) and of other patients. Nodule or
mass has an AUC of 0.52 and pneumothorax 0.52, which is chance: do not rely on what the reader says about
them. Lung opacity has 0.851. Those films are not public, so no command prints these figures.

The figures below are on the held-out fold whose results guided development (its mean AUC on 75 films of the
balanced source is 0.703): expect less on new films.
"""

_INTRODUCTION = """# Model card: radtrace embedded reader {version}

**For research use only. Not for clinical use.**
{kept_back}
A small convolutional network (EfficientNet-lite trunk, ImageNet weights under Apache-2.0) that outlines
lungs, heart and clavicles and draws one evidence map for each of {findings} findings. The pooled map is the
finding's probability. Weights SHA-256 `{sha256}`, {megabytes:.1f} MB.

Every figure below is on the {patients} patients ({films} pictures) of the held-out fold, none of which the
network was trained on. Calibration and operating points were set on that same fold: calibration error is
therefore cross-fitted (each half of the patients by the calibration of the other half), and the stated
sensitivities are optimistic; AUC, Dice and ratio are not affected by them.
Intervals are 95% percentiles over {resamples} resamples of patients. "Blind" is the image-blind
baseline. Print them again with:

    radtrace card --data DATA --out OUT
"""

_DATA = """NIH ChestX-ray14 films and labels (Wang et al. 2017; labels text-mined and noisy), RSNA 2018
classes and boxes (Shih et al. 2019), JSRT with the SCR masks (Shiraishi et al. 2000; van Ginneken et al.
2006), OpenIST masks, COVID-19 films with lung masks (CC BY, CC BY-NC-SA). The licence of each film stands
in its row of `films.csv`; no film is in this repository. The NIH sources differ in how they were picked:
figures are never a contrast between them.
"""

_POINTS = """## Operating points

Below the operating point a finding is called absent, from one half on (or the operating point, if
higher) present, and uncertain between. Sensitivity is what the point was chosen for.
"""

_FAILURES = """## Where it fails

The worst held-out opacity films: radiologists' boxes solid, the reader's dashed, its lung outlines shaded
(the films themselves may not be shown here).

![failures](failures.png)
"""


def write_card(
    model: Model, seen: Sequence[Seen], train: Sequence[TrainingFilm], rows: Sequence[CardFigure], out: Path
) -> None:
    """Write `card.md`, `evaluation.json`, `calibration.png` and `failures.png` under `out`."""
    out.mkdir(parents=True, exist_ok=True)
    plot_calibration(seen, out / "calibration.png")
    failures = plot_failures(seen, out / "failures.png")
    parts = [
        introduction(model, len({s.film.patient for s in seen if s.film.is_chest}), len(seen)),
        _figures(rows),
        _claims(model),
        _data(train, seen),
        _failures(failures),
    ]
    (out / "card.md").write_text("\n".join(parts), "utf-8")
    (out / "evaluation.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")


def introduction(model: Model, patients: int, films: int) -> str:
    """The text above the figures, for a held-out fold of that many patients and pictures."""
    return _INTRODUCTION.format(
        version=model.card.version,
        findings=len(model.card.findings),
        sha256=model.sha256,
        kept_back=_KEPT_BACK if model.sha256 == _KEPT_BACK_OF else "",
        megabytes=model.megabytes,
        patients=patients,
        films=films,
        resamples=RESAMPLES,
    )


def _figures(rows: Sequence[CardFigure]) -> str:
    head = ["what", "source", "figure (95% interval, n)", "blind", "bar"]
    lines = ([row.name, row.source, f"{cell(row.figure, 3)}, n={row.n}", *_beside(row)] for row in rows)
    return f"## Figures\n\n{markdown_table(head, lines, text_columns=5)}\n![calibration](calibration.png)\n"


def _beside(row: CardFigure) -> tuple[str, str]:
    blind = "" if row.blind is None else f"{row.blind:.3f}"
    return blind, f"{row.bar}: **missed**" if row.missed else row.bar


def _claims(model: Model) -> str:
    head = ["finding", "operating point", "present from", "sensitivity"]
    lines = (
        [row.concept, f"{row.absent_below:.3f}", f"{row.present_from:.3f}", f"{row.sensitivity:.2f}"]
        for row in model.card.findings
    )
    return f"{_POINTS}\n{markdown_table(head, lines)}"


def _data(train: Sequence[TrainingFilm], seen: Sequence[Seen]) -> str:
    head = ["source", "films trained on", "patients", "held out", "patients"]
    sides = train, [s.film for s in seen]
    lines = (
        [source, *(text for side in sides for text in _counts(f for f in side if f.source == source))]
        for source in sorted({f.source for f in train})
    )
    return f"## Data\n\n{markdown_table(head, lines)}\n{_DATA}"


def _counts(films: Iterable[TrainingFilm]) -> tuple[str, str]:
    """How many films, of how many patients."""
    patients = [film.patient for film in films]
    return str(len(patients)), str(len(set(patients)))


def _failures(failures: Sequence[str]) -> str:
    return "\n".join([_FAILURES, *[f"- {line}" for line in failures], ""])
