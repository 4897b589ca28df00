"""The files of a drawn film."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.drawing import Drawing
from radtrace.phantom.patient import WIDTH_MM
from radtrace.record import Film

NOTE = "Drawn by radtrace from a parametric anatomy; it shows no patient."


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The PNG file of 8-bit pixels."""
    done, data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE])
    assert done, "OpenCV writes PNG in memory"
    return bytes(data)


def film(pixels: NDArray[np.uint8], name: str, view: str) -> Film:
    """The film of 8-bit pixels; the hash is that of its PNG file."""
    spacing = WIDTH_MM / len(pixels)
    return Film(
        pixels=pixels.astype(np.float32) / np.float32(255),
        file=name,
        sha256=hashlib.sha256(png(pixels)).hexdigest(),
        spacing_mm=(spacing, spacing),
        spacing_source="drawn",
        view=view,
        notes=(NOTE,),
    )


def film_png(film: Film) -> bytes:
    """The PNG file of a drawn film, whose hash the film carries."""
    return png(np.rint(film.pixels * 255).astype(np.uint8))


def contents(drawing: Drawing) -> Iterator[tuple[str, bytes]]:
    """The names and bytes of a drawing's PNG files: its films and the prior's, and a folder of masks."""
    for one in visits(drawing):
        for picture in filter(None, (one.film, one.lateral)):
            yield picture.file, film_png(picture)
        stem = one.film.file.removesuffix(".png")
        for name, mask in one.masks.items():
            yield f"masks/{stem}.{name}.png", png(mask.astype(np.uint8) * np.uint8(255))


def visits(drawing: Drawing) -> tuple[Drawing, ...]:
    """The drawing and the prior, if it has one."""
    return (drawing,) if drawing.prior is None else (drawing, drawing.prior)


def question_lines(drawing: Drawing) -> Iterator[str]:
    """Each question of the drawing as a line of JSON, with the film it is about."""
    for question in drawing.questions:
        line: dict[str, object] = {"film": drawing.film.file, "kind": question.kind, "text": question.text}
        line |= {"answer": question.answer and question.answer.text, "options": list(question.choices)}
        yield json.dumps(line) + "\n"
