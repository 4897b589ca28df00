"""Entailment: whether phrases of one report follow from those of another, by the findings they state.

Each mention in a phrase needs supporting mentions in the other report: the same presence; the same concept or
a child of it (for absences: or a parent); and no conflict in severity, change or zones where both state them.
The supporting mentions must cover the sides of the claim, unless one of them names no side; an absence must
be denied on all its sides. The phrases of the supporting mentions are the evidence. A phrase that states no
known finding cannot be judged.

Quirks: a vague phrase follows from a precise one, and a precise one from a vague one that leaves side, zone,
severity or change open. Sizes in millimetres are ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from radtrace.language import Mention, understand
from radtrace.metrics.clinical.facts import is_a, sides
from radtrace.metrics.report import Report
from radtrace.record import BoxSet, Presence


@dataclass(frozen=True)
class ReportPhrase:
    """A phrase of a report: text, boxes it refers to (film frame), and the findings it mentions."""

    text: str
    boxes: BoxSet = field(default_factory=lambda: BoxSet(""))
    mentions: tuple[Mention, ...] = ()


class Verdict(NamedTuple):
    """Whether a phrase is entailed, and by which phrases of the other report (indices)."""

    entailed: bool
    evidence: tuple[int, ...] = ()


# (phrases, phrases of the other report) to one verdict a phrase; None if a phrase cannot be judged.
Entailment = Callable[[Sequence[ReportPhrase], Sequence[ReportPhrase]], Sequence[Verdict | None]]


def phrase(text: str, boxes: BoxSet | None = None) -> ReportPhrase:
    """A phrase of a grounded report, with the findings understood from its text."""
    return ReportPhrase(text, boxes or BoxSet(text), understand(text).mentions)


def phrases_of(report: Report) -> list[ReportPhrase]:
    """The sentences of a plain report that state findings, as phrases without boxes."""
    understood = report.understood
    stated: dict[int, list[Mention]] = {}
    for mention in understood.mentions:
        stated.setdefault(mention.sentence, []).append(mention)
    return [
        ReportPhrase(understood.sentence_text(i), mentions=tuple(mentions)) for i, mentions in stated.items()
    ]


def follows(phrases: Sequence[ReportPhrase], others: Sequence[ReportPhrase]) -> list[Verdict | None]:
    """Entailment of each phrase by the findings; see the module.

    Examples
    --------
    >>> follows([phrase("Effusion.")], [phrase("Small left effusion.")])
    [Verdict(entailed=True, evidence=(0,))]
    """
    stated = [(mention, i) for i, other in enumerate(others) for mention in other.mentions]
    known: dict[tuple[object, ...], Verdict] = {}
    return [_phrase_follows(claim, stated, known) if claim.mentions else None for claim in phrases]


def _phrase_follows(
    claim: ReportPhrase, stated: list[tuple[Mention, int]], known: dict[tuple[object, ...], Verdict]
) -> Verdict:
    verdicts = []
    for m in claim.mentions:
        key = (m.concept, m.presence, m.laterality, m.zones, m.severity, m.change)
        if key not in known:
            known[key] = _mention_follows(m, stated)
        verdicts.append(known[key])
    if not all(verdict.entailed for verdict in verdicts):
        return Verdict(False)
    return Verdict(True, tuple(sorted({i for verdict in verdicts for i in verdict.evidence})))


def _mention_follows(mention: Mention, stated: list[tuple[Mention, int]]) -> Verdict:
    supporters = [(other, i) for other, i in stated if _supports(other, mention)]
    entailed = bool(supporters) and _sides_agree(mention, [other for other, _ in supporters])
    return Verdict(entailed, tuple(i for _, i in supporters) if entailed else ())


def _supports(other: Mention, mention: Mention) -> bool:
    """Whether `other` entails `mention`, sides ignored."""
    if other.presence is not mention.presence:
        return False
    narrow, wide = (mention, other) if mention.presence is Presence.ABSENT else (other, mention)
    return is_a(narrow.concept, wide.concept) and not (
        _differ(other.severity, mention.severity)
        or _differ(other.change, mention.change)
        or _differ(other.zones, mention.zones)
    )


def _differ(value: str | tuple[str, ...] | None, other: str | tuple[str, ...] | None) -> bool:
    """Whether both are stated and have nothing in common."""
    if isinstance(value, tuple) and isinstance(other, tuple):
        return bool(value and other) and not set(value) & set(other)
    return value is not None and other is not None and value != other


def _sides_agree(mention: Mention, supporters: Sequence[Mention]) -> bool:
    stated = [sides(other) for other in supporters]
    if not all(stated):
        return True
    required, supported = sides(mention), frozenset().union(*stated)
    if not required:
        return mention.presence is not Presence.ABSENT or {"left", "right"} <= supported
    return required <= supported
