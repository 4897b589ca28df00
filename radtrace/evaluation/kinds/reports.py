"""Reports, as text or as sentences with boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from radtrace.datasets.reports.fields import joined
from radtrace.datasets.reports.report_file import Entry
from radtrace.evaluation.kind import CaseKind, CaseMetric
from radtrace.metrics.clinical.entailment import ReportPhrase, phrase, phrases_of
from radtrace.metrics.clinical.radfact import radfact_grounded
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result
from radtrace.metrics.table import find_metrics, metric_names
from radtrace.record import BadInput

GROUNDED = "radfact_grounded"
_FINDINGS = (
    "The heart size is normal. The mediastinal and hilar contours are normal. The lungs are clear. "
    "There is no focal consolidation, pleural effusion or pneumothorax. The osseous structures are intact."
)
_IMPRESSION = "No acute cardiopulmonary abnormality."


@dataclass(frozen=True)
class GroundedReport(Report):
    """A report given as phrases with boxes."""

    phrases: tuple[ReportPhrase, ...] = field(default=(), compare=False)


def report_of(entry: Entry) -> Report:
    """The report of a file's entry, with its phrases where the file gives them."""
    if not entry.phrases:
        return Report(entry.id, entry.text)
    phrases = tuple(phrase(one.text, one.boxes) for one in entry.phrases)
    return GroundedReport(entry.id, entry.text, phrases)


def normal_report(references: Sequence[str]) -> str:
    """The report that is right most often without the image: a normal one, with findings and impression,
    or with findings alone where references mostly have no impression."""
    with_impression = sum("impression" in text.lower() for text in references)
    return joined(_FINDINGS, _IMPRESSION) if 2 * with_impression >= len(references) else _FINDINGS


def grounded_boxes(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """RadFact's six values with boxes; sentences of a report without phrases have no boxes."""
    return radfact_grounded([_phrases(one) for one in predictions], [_phrases(one) for one in references])


def _phrases(report: Report) -> Sequence[ReportPhrase]:
    return report.phrases if isinstance(report, GroundedReport) else phrases_of(report)


def _registered(name: str) -> CaseMetric[Report]:
    """A metric of the registry, imported when it is called."""

    def metric(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
        try:
            found = find_metrics([name])[name]
        except ModuleNotFoundError as error:
            raise BadInput(f"metric {name} needs {error.name}, which is not installed") from error
        return found(predictions, references)

    return metric


def _constants(references: Sequence[Report]) -> Mapping[str, Report]:
    """A normal report, and one that says nothing: silence must not pay."""
    return {
        "constant normal report": Report("constant", normal_report([one.text for one in references])),
        "empty report": Report("empty", ""),
    }


REPORTS: CaseKind[Report] = CaseKind(
    units="reports",
    metrics={name: _registered(name) for name in metric_names()},
    constants=_constants,
    text=lambda report: report.text,
    amount_of="words",
    amount=lambda report: len(report.text.split()),
    same=lambda one, other: one.text == other.text,
)
