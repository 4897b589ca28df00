"""Training data as a folder: films, the Readings that are true of them, and the lessons made of both."""

from radtrace.training.vlm.data.build import build_data
from radtrace.training.vlm.data.folder import DataFolder, open_data
from radtrace.training.vlm.data.sources import drawn_examples, reading_examples, table_examples

__all__ = ["DataFolder", "build_data", "drawn_examples", "open_data", "reading_examples", "table_examples"]
