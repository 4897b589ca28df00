"""The report that is right most often without looking."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.datasets.reports.fields import joined

_FINDINGS = (
    "The heart size is normal. The mediastinal and hilar contours are normal. The lungs are clear. "
    "There is no focal consolidation, pleural effusion or pneumothorax. The osseous structures are intact."
)
_IMPRESSION = "No acute cardiopulmonary abnormality."


def normal_report(references: Sequence[str]) -> str:
    """One normal report: findings and impression, or findings alone where references mostly have
    no impression."""
    with_impression = sum("impression" in text.lower() for text in references)
    return joined(_FINDINGS, _IMPRESSION) if 2 * with_impression >= len(references) else _FINDINGS
