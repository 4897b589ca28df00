"""Training data as a folder: films, their true Readings, and the lessons made from them."""

from radtrace.training.vlm.data.build import build_data
from radtrace.training.vlm.data.folder import DataFolder, open_data
from radtrace.training.vlm.data.sources import drawn_examples, reading_examples, table_examples

__all__ = ["DataFolder", "build_data", "drawn_examples", "open_data", "reading_examples", "table_examples"]
