"""A structured report by organ system, in the form of SRRG (Delbrouck et al. 2025).

Findings stand under fixed headings, one observation a line; the impression is a numbered list. Here
every observation is written anew from what the report states, in English, and tells which mentions it
stands for. What is stated twice is one observation. The diaphragm is under "Abdominal".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from radtrace.language.forms.anatomy import headings, part_of
from radtrace.language.mention import Mention, Understood
from radtrace.language.writing.fact import Fact, fact_of
from radtrace.language.writing.sentence_of import sentence_of

_Told = tuple[int, Mention]


@dataclass(frozen=True, slots=True)
class Observation:
    """One line, and the indices of the mentions that state it."""

    text: str
    mentions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrganSystem:
    """A heading and its observations, at least one."""

    heading: str
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class StructuredReport:
    """The organ systems that the report speaks of, in SRRG's order, and its impression."""

    findings: tuple[OrganSystem, ...]
    impression: tuple[Observation, ...]

    def text(self) -> str:
        """The report as SRRG writes it."""
        return "\n\n".join(self._paragraphs())

    def _paragraphs(self) -> Iterator[str]:
        for system in self.findings:
            lines = (f"- {observation.text}" for observation in system.observations)
            yield "\n".join([f"{system.heading}:", *lines])
        if self.impression:
            numbered = (f"{number}. {line.text}" for number, line in enumerate(self.impression, 1))
            yield "\n".join(["Impression:", *numbered])


def srrg(understood: Understood) -> StructuredReport:
    """The structured report; empty for a report that states nothing."""
    told = list(enumerate(understood.mentions))
    impression = [one for one in told if one[1].section == "impression"]
    findings = [one for one in told if one[1].section != "impression"]
    systems = (
        OrganSystem(heading, _observations(m for m in findings if part_of(m[1].concept).organ == heading))
        for heading in headings()
    )
    return StructuredReport(tuple(s for s in systems if s.observations), _observations(impression))


def _observations(told: Iterable[_Told]) -> tuple[Observation, ...]:
    facts: dict[Fact, list[int]] = {}
    for index, mention in told:
        facts.setdefault(fact_of(mention), []).append(index)
    return tuple(Observation(sentence_of(fact), tuple(places)) for fact, places in facts.items())
