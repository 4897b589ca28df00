"""All checks, in the order a page shows them."""

from __future__ import annotations

from radtrace.record import Check, Reading
from radtrace.verify import findings, links, measurements, places, regions, statements
from radtrace.verify.rule import CheckFunction

CHECKS: tuple[CheckFunction, ...] = (
    links.check,
    statements.statements,
    places.check,
    measurements.check,
    statements.comparisons,
    regions.coverage,
    regions.assessed,
    findings.thresholds,
    findings.contradictions,
    findings.critical,
)


def verify(reading: Reading) -> tuple[Check, ...]:
    """What the checks say of `reading`: of each check one pass, or every flag and fail with its ids.

    The verdicts the reading carries already are not looked at.

    Examples
    --------
    >>> checks = radtrace.verify(radtrace.read("film.dcm"))
    >>> {str(check.verdict) for check in checks}
    {'pass'}
    """
    return tuple(verdict for check in CHECKS for verdict in check(reading))
