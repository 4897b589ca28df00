"""Report files of the field, read into one form: see `load.read_reports` for what is understood."""

from radtrace.datasets.reports.load import read_reports
from radtrace.datasets.reports.report_file import Entry, Phrase, ReportFile, Role, Section

__all__ = ["Entry", "Phrase", "ReportFile", "Role", "Section", "read_reports"]
