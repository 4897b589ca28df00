"""Predictions beside their references."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.metrics.report import Report
from radtrace.record import BadInput


def check_paired(predictions: Sequence[object], references: Sequence[object]) -> None:
    """Raise BadInput unless there is one prediction a reference."""
    if len(predictions) != len(references):
        raise BadInput(
            f"{len(predictions)} predictions stand against {len(references)} references; pair them by id"
        )


def paired_texts(
    predictions: Sequence[Report], references: Sequence[Report]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts of both sides, pair by pair.

    Raises
    ------
    BadInput
        If the two sides are not equally many.
    """
    check_paired(predictions, references)
    return tuple(report.text for report in predictions), tuple(report.text for report in references)
