"""Chest films that are drawn, with exactly known truth; for tests, demonstrations and proofs."""

from radtrace.phantom.draw import draw
from radtrace.phantom.drawing import Drawing, Question
from radtrace.phantom.files import film_png
from radtrace.phantom.plan import CONCEPTS

__all__ = ["CONCEPTS", "Drawing", "Question", "draw", "film_png"]
