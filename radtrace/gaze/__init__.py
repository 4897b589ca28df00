"""Where to look: the path of the inspection."""

from radtrace.gaze.searcher import Visit, search

__all__ = ["Visit", "search"]
