"""Lessons: a film, a question and the right answer, made from Readings for every stage."""

from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.lessons.make import lessons_of

__all__ = ["Lesson", "Task", "lessons_of"]
