"""`radtrace inspect` tells what was done, what is odd, and why a file is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from radtrace.images.films import inspect_file
from radtrace.images.films.errors import BlankPicture, Unreadable, WrongBodyPart


def test_a_film(real: Callable[[str], Path]) -> None:
    inspection = inspect_file(real("RG1_UNCI.dcm"))
    text = "\n".join(inspection.lines())
    assert inspection.refused is None and "Rejected" not in text
    for said in ("1955 rows x 1841 columns", "MONOCHROME1", "Window centre 15000", "Pixel Spacing is 0\\0"):
        assert said in text


def test_a_refused_file(real: Callable[[str], Path], tmp_path: Path) -> None:
    inspection = inspect_file(real("RG3_UNCI.dcm"))
    assert isinstance(inspection.refused, WrongBodyPart)
    assert inspection.lines()[-1].endswith(str(inspection.refused))
    assert isinstance(inspect_file(tmp_path / "absent.dcm").refused, Unreadable)


def test_a_blank_film_still_tells_what_was_done(written: Callable[..., Path]) -> None:
    inspection = inspect_file(written(np.zeros((80, 80), np.uint16)))
    assert isinstance(inspection.refused, BlankPicture)
    assert any("decoded from Explicit VR Little Endian" in step for step in inspection.pipeline)
