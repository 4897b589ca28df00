"""Reports to records: what `radtrace structure` reads, makes and writes."""

from radtrace.tasks.structure.output import json_line, writing
from radtrace.tasks.structure.read import Skipped, read_entries
from radtrace.tasks.structure.record import FORMS, records, structured

__all__ = ["FORMS", "Skipped", "json_line", "read_entries", "records", "structured", "writing"]
