"""Whether phrases of one report follow from those of another, by our findings.

Each mention of a phrase needs supporters in the other report: the same presence and the same concept
or a kind of it (for absences: or one it is a kind of), whose severity, change and zones do not differ
from it where both state them. The sides of a claim must all be among the supporters', unless one of
them names none; an absence must be denied on all its sides. The phrases of the supporters are the
evidence. A phrase that states no finding we know cannot be judged.

Quirks: a vague phrase follows from a precise one, and a precise one from a vague one that leaves side,
zone, severity or change open. Sizes in millimetres are not looked at.
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
    """A phrase of a report: its text, the boxes it points to (film frame), and what it states."""

    text: str
    boxes: BoxSet = field(default_factory=lambda: BoxSet(""))
    mentions: tuple[Mention, ...] = ()


class Verdict(NamedTuple):
    """Whether a phrase follows, and from which phrases of the other report (indices)."""

    entailed: bool
    evidence: tuple[int, ...] = ()


# Verdicts on the phrases given the other report's; None for a phrase that cannot be judged.
Entailment = Callable[[Sequence[ReportPhrase], Sequence[ReportPhrase]], Sequence[Verdict | None]]


def phrase(text: str, boxes: BoxSet | None = None) -> ReportPhrase:
    """A phrase of a grounded report, understood."""
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
    """Verdicts by findings; see the module."""
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
    """Whether `other` is reason enough for `mention`, sides left aside."""
    if other.presence is not mention.presence:
        return False
    narrow, wide = (mention, other) if mention.presence is Presence.ABSENT else (other, mention)
    return is_a(narrow.concept, wide.concept) and not (
        _differ(other.severity, mention.severity)
        or _differ(other.change, mention.change)
        or _differ(other.zones, mention.zones)
    )


def _differ(value: str | tuple[str, ...] | None, other: str | tuple[str, ...] | None) -> bool:
    """Whether both are stated and share nothing."""
    if isinstance(value, tuple) and isinstance(other, tuple):
        return bool(value and other) and not set(value) & set(other)
    return value is not None and other is not None and value != other


def _sides_agree(mention: Mention, supporters: Sequence[Mention]) -> bool:
    stated = [sides(other) for other in supporters]
    if not all(stated):
        return True
    wanted, given = sides(mention), frozenset().union(*stated)
    if not wanted:
        return mention.presence is not Presence.ABSENT or {"left", "right"} <= given
    return wanted <= given
