"""What is said of a study: the report's sentences, and the checks made on it."""

from __future__ import annotations

from enum import StrEnum

from radtrace.record.geometry import Record, Text


class Section(StrEnum):
    """Where a sentence stands in the report."""

    FINDINGS = "findings"
    IMPRESSION = "impression"


class Verdict(StrEnum):
    """Outcome of a check."""

    PASS = "pass"
    FLAG = "flag"
    FAIL = "fail"


class Sentence(Record):
    """One sentence of the report and the findings (ids) and regions it speaks of.

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
    """What was checked, the verdict, why, and about which sentence or finding."""

    name: Text
    verdict: Verdict
    why: str
    sentence: str | None = None
    finding: str | None = None
