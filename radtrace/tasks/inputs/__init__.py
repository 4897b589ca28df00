"""Report files of the field, read into one form: see `load.read_reports` for what is understood."""

from radtrace.tasks.inputs.load import read_reports
from radtrace.tasks.inputs.report_file import Entry, Phrase, ReportFile, Role, Section

__all__ = ["Entry", "Phrase", "ReportFile", "Role", "Section", "read_reports"]
