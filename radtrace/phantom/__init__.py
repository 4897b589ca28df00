"""Synthetic chest films with exactly known truth, for tests, demonstrations and experiments."""

from radtrace.phantom.draw import draw
from radtrace.phantom.drawing import Drawing
from radtrace.phantom.files import contents, film_png, question_lines, visits
from radtrace.phantom.plan import CONCEPTS

__all__ = ["CONCEPTS", "Drawing", "contents", "draw", "film_png", "question_lines", "visits"]
