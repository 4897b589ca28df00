"""Scores as one self-contained page."""

from radtrace.evaluation.page.page import render_score_page

__all__ = ["render_score_page"]
