"""The intent of each fixation (RadGazeIntent), under three policies.

The paper relabels eye-tracking sets by three policies: RadSeq, one finding at a time; RadExplore, all
findings at once; RadHybrid, a broad scan that turns into focused search. Its abstract defines no times;
ours come from the dictation, with every finding's interval as in `align`:

- `seq`: the reader works through the findings in the order in which they are said. A fixation looks for
  the finding whose sentence ends next; after the last sentence for nothing.
- `explore`: every fixation looks for every finding.
- `hybrid`: until the evidence of the first finding said begins to be looked at, every finding; from then
  on as `seq`.

A fixation is where its middle is in time. Sentences that state several findings are looked for together.
A reading without a dictation but with a single finding (a search task) looks for it throughout; with
several it has no labels under `seq` and `hybrid`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from radtrace.record import Fixation


class Policy(StrEnum):
    """Which findings a reader looks for at a time."""

    SEQ = "seq"
    EXPLORE = "explore"
    HYBRID = "hybrid"


@dataclass(frozen=True)
class FindingInterval:
    """The findings of one sentence, and when its evidence opens and the sentence ends, in seconds."""

    concepts: tuple[str, ...]
    opened_s: float
    end_s: float


def label_fixations(
    policy: Policy,
    fixations: Sequence[Fixation],
    findings: Sequence[str],
    sought: Sequence[FindingInterval],
) -> tuple[tuple[str, ...], ...]:
    """The findings each fixation looks for, in the order of `findings`.

    Parameters
    ----------
    findings
        Concept ids of all findings of the reading.
    sought
        Its sentences that state findings, in order; empty where there is no dictation.
    """
    everything = tuple(findings)
    if policy is Policy.EXPLORE or (len(everything) == 1 and not sought):
        return (everything,) * len(fixations)
    broad = sought[0].opened_s if sought and policy is Policy.HYBRID else float("-inf")
    return tuple(
        everything if _middle(one) < broad else _next(_middle(one), everything, sought) for one in fixations
    )


def _middle(fixation: Fixation) -> float:
    return fixation.start_s + fixation.duration_s / 2


def _next(time: float, findings: tuple[str, ...], sought: Sequence[FindingInterval]) -> tuple[str, ...]:
    """The findings of the sentence that ends next."""
    for sentence in sought:
        if time <= sentence.end_s:
            return tuple(name for name in findings if name in sentence.concepts)
    return ()
