"""The report: its sentences, and the checks made on it."""

from __future__ import annotations

from enum import StrEnum

from radtrace.record.geometry import Record, Text


class Section(StrEnum):
    """The section of a sentence in the report."""

    FINDINGS = "findings"
    IMPRESSION = "impression"


class Verdict(StrEnum):
    """Outcome of a check."""

    PASS = "pass"
    FLAG = "flag"
    FAIL = "fail"


class Sentence(Record):
    """One sentence of the report with the findings (ids) and regions it is about.

    Examples
    --------
    >>> sentence = radtrace.Sentence(id="s1", section="impression", text="Left effusion.", findings=("f1",))
    >>> str(sentence.section)
    'impression'
    """

    id: Text
    section: Section
    text: Text
    findings: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    critical: bool = False


class Check(Record):
    """The result of one check: name, verdict, reason, and the sentence or finding it is about."""

    name: Text
    verdict: Verdict
    why: str
    sentence: str | None = None
    finding: str | None = None
