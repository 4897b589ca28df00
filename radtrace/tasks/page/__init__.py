"""Scores as one self-contained page."""

from radtrace.tasks.page.page import render_score_page

__all__ = ["render_score_page"]
