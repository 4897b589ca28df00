"""Which metrics see what a radiologist sees: a table of broken properties.

    python benchmarks/properties.py [--cases 200] [--metrics trace,bleu4]

A case is a made report (two to four findings with side and degree, and two denials). Its paraphrase
says the same in other words and another order. Each wrong copy keeps the reference's words but for one
fact: a negation flipped, a side swapped, a degree changed, a finding dropped or invented. A metric keeps
a property in a case if it gives the wrong copy less than the paraphrase; the table shows the share of
cases it does, in percent. "paraphrase" is the mean score of the paraphrase itself, relative to that of the
identical report. Seeded; nothing is read from disk.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from radtrace.metrics.report import Report
from radtrace.metrics.table import find_metrics, metric_names

SEED = 7
NAMES = {
    "pleural effusion": "pleural fluid", "pneumothorax": "pneumothorax",
    "consolidation": "airspace consolidation",
    "atelectasis": "atelectatic change", "lung nodule": "pulmonary nodule",
}  # fmt: skip
DENIED = ("hiatal hernia", "rib fracture", "pneumoperitoneum", "lymphadenopathy")
DEGREES = {"small": "mild", "moderate": "moderate", "large": "severe"}
WRONG = ("negation", "side", "degree", "dropped", "invented")


@dataclass(frozen=True)
class Fact:
    """One made finding."""

    name: str
    side: str
    degree: str
    present: bool = True


def plain(fact: Fact) -> str:
    """A sentence in the reference's words."""
    if not fact.present:
        return f"No {fact.side} {fact.name}."
    return f"There is a {fact.degree} {fact.side} {fact.name}."


def otherwise(fact: Fact) -> str:
    """The same in other words."""
    return f"{DEGREES[fact.degree].capitalize()} {NAMES[fact.name]} is present on the {fact.side}."


@dataclass(frozen=True)
class Example:
    """A reference, its paraphrase, and a wrong copy for each property."""

    reference: str
    paraphrase: str
    wrong: dict[str, str]


def made(choice: random.Random) -> Example:
    """One random case."""
    names = choice.sample(sorted(NAMES), choice.randint(2, 4))
    facts = [Fact(name, choice.choice(("left", "right")), choice.choice(sorted(DEGREES))) for name in names]
    denied = choice.sample(DENIED, 2)
    one = choice.randrange(len(facts))
    said = [otherwise(fact) for fact in facts] + [f"{denied[0].capitalize()} and {denied[1]} are absent."]
    choice.shuffle(said)
    changes = {
        "negation": _with(facts, one, present=False),
        "side": _with(facts, one, side="left" if facts[one].side == "right" else "right"),
        "degree": _with(facts, one, degree="small" if facts[one].degree == "large" else "large"),
        "dropped": facts[:one] + facts[one + 1 :],
        "invented": [*facts, Fact(choice.choice(sorted(set(NAMES) - set(names))), "left", "moderate")],
    }
    wrong = {name: _report(changed, denied) for name, changed in changes.items()}
    return Example(_report(facts, denied), " ".join(said), wrong)


def _with(facts: Sequence[Fact], place: int, **changed: object) -> list[Fact]:
    new = replace(facts[place], **changed)  # type: ignore[arg-type]
    return [*facts[:place], new, *facts[place + 1 :]]


def _report(facts: Sequence[Fact], denied: Sequence[str]) -> str:
    return " ".join([plain(fact) for fact in facts] + [f"No {name}." for name in denied])


def main() -> None:
    """Print one Markdown table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--metrics", default=",".join(metric_names()))
    arguments = parser.parse_args()
    choice = random.Random(SEED)
    cases = [made(choice) for _ in range(arguments.cases)]
    references = [Report(str(i), case.reference) for i, case in enumerate(cases)]
    texts = {"same": [case.reference for case in cases], "paraphrase": [case.paraphrase for case in cases]}
    texts |= {name: [case.wrong[name] for case in cases] for name in WRONG}
    print(f"{arguments.cases} cases, seed {SEED}\n")
    print("| metric | paraphrase | " + " | ".join(WRONG) + " |\n|---" + "|---" * (1 + len(WRONG)) + "|")
    for name, metric in find_metrics(arguments.metrics.split(",")).items():
        scores = {
            key: metric([Report(str(i), text) for i, text in enumerate(part)], references).per_report
            for key, part in texts.items()
        }
        kept = [np.mean(scores[key] < scores["paraphrase"]) for key in WRONG]
        near = scores["paraphrase"].mean() / scores["same"].mean()
        print(f"| {name} | {near:.2f} | " + " | ".join(f"{share:.0%}" for share in kept) + " |", flush=True)


if __name__ == "__main__":
    main()
