"""Labels of a data set as Findings: one a concept of the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from radtrace.datasets.gaze.summary import Summary
from radtrace.record import Box, Finding, Presence

_STRENGTH = (Presence.ABSENT, Presence.UNCERTAIN, Presence.PRESENT)


@dataclass(frozen=True, slots=True)
class Claim:
    """One label's say on a concept. `certainty` in [0, 1]; `outlines`: boxes, each with its own certainty."""

    concept: str
    presence: Presence
    certainty: float | None = None
    outlines: tuple[tuple[Box, float | None], ...] = field(default=())


def graded(value: float) -> Presence:
    """A certainty from 0 to 5: 0 absent, 1 to 3 uncertain, 4 and 5 present.

    The cut is ours: the data set gives the number and no word for present.
    """
    if value <= 0:
        return Presence.ABSENT
    return Presence.PRESENT if value >= 4 else Presence.UNCERTAIN


def findings_of(claims: Sequence[Claim], summary: Summary, outline: str = "box") -> tuple[Finding, ...]:
    """One Finding a concept, in the order the concepts come; of several claims the strongest wins.

    Outlines of all its claims are the Finding's boxes, surest first.
    """
    by_concept: dict[str, list[Claim]] = {}
    for claim in claims:
        by_concept.setdefault(claim.concept, []).append(claim)
    summary.why["labels of a concept that has another label too: the strongest is kept"] += len(claims) - len(
        by_concept
    )
    return tuple(_finding(f"f{n}", same, outline) for n, same in enumerate(by_concept.values(), start=1))


def _finding(identifier: str, claims: Sequence[Claim], outline: str) -> Finding:
    best = max(claims, key=lambda one: (_STRENGTH.index(one.presence), one.certainty or 0.0))
    outlines = dict.fromkeys(pair for claim in claims for pair in claim.outlines)
    ranked = sorted(outlines, key=lambda pair: -(pair[1] or 0.0))
    scores = tuple(score for _, score in ranked if score is not None)
    return Finding.model_validate(
        {
            "id": identifier,
            "concept": best.concept,
            "presence": best.presence,
            "certainty": best.certainty,
            "boxes": tuple(box for box, _ in ranked),
            "box_scores": scores if len(scores) == len(ranked) else (),
            "outline": outline if ranked else "box",
        }
    )
