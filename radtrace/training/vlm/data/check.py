"""Validate the files that a lesson refers to, before training."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from radtrace.files.lines import shown, wrong
from radtrace.images.films.limits import check_size
from radtrace.record import BadInput
from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.reward_terms.answer import parse_answer


def check_lesson(file: Path, line: int, lesson: Lesson, known: set[str]) -> None:
    """Check the film's header, unless it is `known`, and parse the truth.

    Raises
    ------
    BadInput
        Naming the line, if the film lies outside the folder, is not there, is not an image or too large, or
        if the truth is not trace text.
    """
    try:
        if lesson.film not in known:
            _check_film(file.parent, lesson.film)
            known.add(lesson.film)
        if lesson.truth:
            parse_answer("", lesson.truth)
    except BadInput as error:
        raise wrong(file, line, str(error)) from error


def _check_film(folder: Path, film: str) -> None:
    path = folder / film
    if Path(film).is_absolute() or ".." in Path(film).parts:
        raise BadInput(f"film {shown(film)!r} lies outside the folder; give one within it")
    try:
        with warnings.catch_warnings():
            # Our own size limit lies between Pillow's warning and its error.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                columns, rows = picture.size
    except Image.DecompressionBombError as error:
        raise BadInput(f"film {shown(film)!r} is too large: {error}; reduce it") from error
    except UnidentifiedImageError as error:
        raise BadInput(f"film {shown(film)!r} is not an image; give PNG or JPEG") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(f"film {shown(film)!r} cannot be read: {reason}; build the data again") from error
    check_size(f"film {shown(film)!r}", rows, columns, 1, path.stat().st_size)
