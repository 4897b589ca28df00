"""Reports for the tests of clinical metrics: facts drawn at random, and the sentences that tell them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from radtrace.metrics.report import Report
from radtrace.metrics.result import Metric

# No two of these are one another's kind, so that no fact of a report hides another.
CONCEPTS = {
    "pleural effusion": "small",
    "pneumothorax": "small",
    "consolidation": "mild",
    "atelectasis": "mild",
    "pleural thickening": "mild",
    "rib fracture": "mild",
}
SIDES = ("left", "right")
SEVERITIES = ("small", "moderate", "large")
MILD = {"small": "mild", "moderate": "moderate", "large": "severe"}


@dataclass(frozen=True)
class Fact:
    """One finding with all that a sentence can say of it."""

    name: str
    side: str = "left"
    degree: str = "moderate"
    denied: bool = False

    def sentence(self) -> str:
        """A plain sentence; a denied finding has no degree."""
        if self.denied:
            return f"No {self.side} {self.name}."
        degree = self.degree if CONCEPTS[self.name] == "small" else MILD[self.degree]
        return f"{degree.capitalize()} {self.side} {self.name}."


facts = st.builds(
    Fact,
    st.sampled_from(sorted(CONCEPTS)),
    st.sampled_from(SIDES),
    st.sampled_from(SEVERITIES),
    st.booleans(),
)
findings = st.lists(facts, min_size=1, max_size=5, unique_by=lambda fact: fact.name)
claims = findings.map(lambda chosen: [replace(fact, denied=False) for fact in chosen])


def report(said: Sequence[Fact], identifier: str = "1") -> Report:
    """The facts as a report, one sentence a fact."""
    return Report(identifier, " ".join(fact.sentence() for fact in said))


def score(metric: Metric, prediction: Report, reference: Report) -> float:
    """The metric's score of one pair."""
    return float(metric([prediction], [reference]).per_report[0])


def flipped(fact: Fact) -> Fact:
    """The opposite claim."""
    return replace(fact, denied=not fact.denied)


def swapped(fact: Fact) -> Fact:
    """The same on the other side."""
    return replace(fact, side=SIDES[1 - SIDES.index(fact.side)])


def worse(fact: Fact) -> Fact:
    """The same in another degree."""
    return replace(fact, degree=SEVERITIES[(SEVERITIES.index(fact.degree) + 1) % 3])


def changed(said: Sequence[Fact], change: Callable[[Fact], Fact]) -> list[Fact]:
    """The facts with the first one changed."""
    return [change(said[0]), *said[1:]]
