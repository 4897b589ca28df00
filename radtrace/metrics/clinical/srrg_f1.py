"""Hierarchical F1 of structured reports: organ system, then concept, each with its state.

Every concept that a report mentions has one state: present if any mention is, else uncertain, else absent.
Present and uncertain propagate upwards: a parent concept, and the organ system above, are present if any
child is, else uncertain if any child is. Absence does not propagate through concepts (no consolidation does
not mean no opacity); an organ system is absent (normal) if everything stated about it is denied. A report is
its set of (node, state), and

    F1 = 2 |P & R| / (|P| + |R|)

over the two sets: a kind of opacity mistaken for another is half right, a finding in the wrong organ system
is wrong.

References   Delbrouck et al. 2025 (SRRG: 55 diseases in a hierarchy, F1-SRR-BERT over leaves or upper nodes
             "with statuses"); Kiritchenko et al. 2005 (F1 over ancestor-augmented sets). Not the published
             numbers: the nodes are our vocabulary's, found by rules, and RadEval reports the support-weighted
             F1 of leaves.
Per report   that F1; 1 where neither report mentions a concept.
Aggregates   `mean`; `micro`, `precision`, `recall` over all nodes; `micro organs` and `micro concepts` for
             one level.
Blind to     side, zone, severity, size, change, repeats, wording; a parent's own mention beside a present
             child ("opacity" beside "consolidation"); one of two mentions of a concept in different states
             (left effusion, no right effusion: present).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.language import Mention
from radtrace.language.forms.anatomy import part_of
from radtrace.metrics.clinical.facts import ancestors
from radtrace.metrics.f1 import f1, micro, set_counts, totals
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean
from radtrace.record import Presence

_STATES = (Presence.ABSENT, Presence.UNCERTAIN, Presence.PRESENT)
Nodes = frozenset[tuple[str, Presence]]


def srrg_like_f1(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """Hierarchical F1 over organ systems and concepts. See the module for the formula."""
    pairs = [(_levels(p), _levels(r)) for p, r in zip(predictions, references, strict=True)]
    counts = np.array(
        [[set_counts(a, b) for a, b in zip(*pair, strict=True)] for pair in pairs], np.float64
    ).reshape(len(pairs), 2, 3)
    per_report = f1(counts.sum(axis=1), empty=1.0)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        total = totals(counts, chosen)
        organs, concepts = (float(score) for score in f1(total, empty=0.0))
        return (
            {"mean": mean(per_report, chosen)}
            | micro(total.sum(axis=0))
            | {"micro organs": organs, "micro concepts": concepts}
        )

    return Result("srrg_like_f1", per_report, resample)


def _levels(report: Report) -> tuple[Nodes, Nodes]:
    """The report's organ systems and its concepts, with their states."""
    organs: dict[str, Presence] = {}
    concepts: dict[str, Presence] = {}
    for mention in report.understood.mentions:
        _raise(organs, part_of(mention.concept).organ, mention.presence)
        for concept in _reached(mention):
            _raise(concepts, concept, mention.presence)
    return frozenset(organs.items()), frozenset(concepts.items())


def _reached(mention: Mention) -> frozenset[str]:
    """The concepts that take the mention's state: its own, and those above unless it is denied."""
    above = frozenset() if mention.presence is Presence.ABSENT else ancestors(mention.concept)
    return above | {mention.concept}


def _raise(states: dict[str, Presence], node: str, state: Presence) -> None:
    known = states.get(node, state)
    states[node] = max(known, state, key=_STATES.index)
