"""Pairing of predictions with references."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.metrics.report import Report
from radtrace.record import BadInput


def check_paired(predictions: Sequence[object], references: Sequence[object]) -> None:
    """Raise BadInput unless there is one prediction for each reference."""
    if len(predictions) != len(references):
        raise BadInput(
            f"predictions and references differ in number ({len(predictions)} and {len(references)}); "
            "pair them by id"
        )


def paired_texts(
    predictions: Sequence[Report], references: Sequence[Report]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts of both sides, pair by pair.

    Raises
    ------
    BadInput
        If the two sides differ in number.
    """
    check_paired(predictions, references)
    return tuple(report.text for report in predictions), tuple(report.text for report in references)
