"""The form of a check: a function that yields what is wrong, and the words for when nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps

from radtrace.record import Check, Reading, Verdict


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a Reading: FAIL where it is, FLAG where somebody should look."""

    why: str
    sentence: str | None = None
    finding: str | None = None
    verdict: Verdict = Verdict.FAIL


Problems = Callable[[Reading], Iterable[Problem]]
CheckFunction = Callable[[Reading], Iterator[Check]]


def rule(name: str, passes: str) -> Callable[[Problems], CheckFunction]:
    """Make a check of a function that yields problems; without any it passes once, saying `passes`."""

    def decorate(problems: Problems) -> CheckFunction:
        @wraps(problems)
        def check(reading: Reading) -> Iterator[Check]:
            found = [
                Check(name=name, verdict=p.verdict, why=p.why, sentence=p.sentence, finding=p.finding)
                for p in problems(reading)
            ]
            yield from found or [Check(name=name, verdict=Verdict.PASS, why=passes)]

        return check

    return decorate
