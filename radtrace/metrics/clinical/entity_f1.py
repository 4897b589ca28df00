"""Entity and relation F1 in RadGraph's three forms, on our own entities.

An entity is a concept with its presence (present, absent, uncertain). Its relations are `located_at` its
sides and zones, and `modify` by its severity and change. Each report is a set:

    simple      {(concept, presence)}
    partial     {(concept, presence, whether it has a relation)}
    complete    {(concept, presence, relation, value)}, and (concept, presence) for entities
                without a relation

and the score is F1 = 2 |P & R| / (|P| + |R|) of the two sets.

Reference    Jain et al. 2021 (RadGraph); Delbrouck et al. 2022 (the three forms as rewards). These are not
             the published numbers: RadGraph's entities are tokens found by a network, anatomy included; ours
             are concepts found by rules, so a synonym costs nothing.
Per report   that F1; 1 where both sets are empty (radgraph gives 0, even to two equal reports).
Aggregates   `mean`; `micro`, `precision`, `recall` of counts summed over reports.
Quirks       as in RadGraph, repeats in a set count once. Bilateral is left and right, so one side of two is
             half right. As `complete` replaces an entity by its relations, a finding with many attributes
             weighs more than one with none.
Blind to     simple: side, zone, severity, change. partial: their values. All three: sizes in millimetres,
             wording, the order of sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from radtrace.language import Mention
from radtrace.metrics.clinical.facts import places
from radtrace.metrics.f1 import sets_result
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result

Entities = frozenset[tuple[str | bool, ...]]


def entities_simple(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 of concepts with their presence. See the module for the formula."""
    pairs = zip(predictions, references, strict=True)
    return sets_result("entities_simple", [(_simple(p), _simple(r)) for p, r in pairs])


def entities_partial(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 of concepts with their presence and whether they have a relation. See the module."""
    pairs = zip(predictions, references, strict=True)
    return sets_result("entities_partial", [(_partial(p), _partial(r)) for p, r in pairs])


def entities_complete(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """F1 of concepts with their presence and every relation. See the module for the formula."""
    pairs = zip(predictions, references, strict=True)
    return sets_result("entities_complete", [(_complete(p), _complete(r)) for p, r in pairs])


def _simple(report: Report) -> Entities:
    return frozenset((m.concept, m.presence) for m in report.understood.mentions)


def _partial(report: Report) -> Entities:
    return frozenset((m.concept, m.presence, any(_relations(m))) for m in report.understood.mentions)


def _complete(report: Report) -> Entities:
    return frozenset(
        (m.concept, m.presence, *relation) for m in report.understood.mentions for relation in _or_none(m)
    )


def _or_none(mention: Mention) -> list[tuple[str, ...]]:
    """Its relations, or one empty relation for an entity that has none."""
    return list(_relations(mention)) or [()]


def _relations(mention: Mention) -> Iterator[tuple[str, ...]]:
    yield from (("located_at", place) for place in places(mention))
    yield from (("modify", word) for word in (mention.severity, mention.change) if word)
