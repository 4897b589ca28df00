"""Report files of the field, read into one form: see `load.read_reports` for what is understood."""

from radtrace.datasets.reports.load import read_reports
from radtrace.datasets.reports.report_file import Entry, PhraseEntry, ReportFile, ReportPart, Role

__all__ = ["Entry", "PhraseEntry", "ReportFile", "ReportPart", "Role", "read_reports"]
