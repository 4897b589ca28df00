"""Draw the contact sheet docs/pictures/phantom.png: `python docs/scripts/phantom_sheet.py`."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom import CONCEPTS, draw

SIZE = 200
ROW = 4


def main() -> None:
    """Two normal films, one of each finding, a prior, and a lateral view."""
    wanted = [[], [], *([concept] for concept in CONCEPTS)]
    films = [draw(seed, 400, findings=which).film for seed, which in enumerate(wanted, 70)]
    names = ["normal", "normal", *(concept.replace("_", " ") for concept in CONCEPTS)]
    both = draw(46, 400, findings=["pleural_effusion"], prior=True, lateral=True)
    assert both.prior and both.lateral
    films += [both.film, both.prior.film, both.lateral]
    names += ["effusion, now", "the same patient before", "lateral, now"]
    tiles = [_tile(film.pixels, name) for film, name in zip(films, names, strict=True)]
    rows = [np.hstack(tiles[i : i + ROW]) for i in range(0, len(tiles), ROW)]
    out = Path(__file__).parents[1] / "pictures" / "phantom.png"
    cv2.imwrite(str(out), np.vstack(rows), [cv2.IMWRITE_PNG_COMPRESSION, 9])


def _tile(pixels: NDArray[np.float32], name: str) -> NDArray[np.uint8]:
    small = np.rint(cv2.resize(pixels, (SIZE, SIZE), interpolation=cv2.INTER_AREA) * 127) * 2
    label = np.full((18, SIZE), 255, np.uint8)
    cv2.putText(label, f"drawn: {name}", (4, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.38, 0, 1, cv2.LINE_AA)
    return np.vstack([small.astype(np.uint8), label])


if __name__ == "__main__":
    main()
