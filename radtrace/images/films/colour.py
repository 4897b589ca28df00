"""Colour to grey, and telling a photograph from a tinted or annotated film."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.images.films.errors import ColourPhotograph

# ITU-R BT.601, the luma of JPEG.
_WEIGHTS = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_SHADES = 32
_STRONG = 0.06
_PHOTOGRAPH = 0.12
_SAMPLES = 256


def luma(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luma of `rgb`, float32 (rows, columns, 3), by ITU-R BT.601."""
    grey: NDArray[np.float32] = rgb @ _WEIGHTS
    return grey


def colourfulness(rgb: NDArray[np.float32]) -> float:
    """The share of the picture, in [0, 1], whose colour its brightness does not explain.

    A film photographed on a light box or scanned in sepia has one colour for each shade of
    grey; a photograph has many. So the mean colour difference of each of 32 shades is taken
    off, and what is left counts as colour where it exceeds 0.06 of the full scale.

    Parameters
    ----------
    rgb
        float32, shape (rows, columns, 3), in [0, 1].
    """
    flat = rgb.reshape(-1, 3)
    grey = luma(flat)
    shade = np.minimum(grey * _SHADES, _SHADES - 1).astype(np.intp)
    red, blue = (np.abs(_less_shade_mean(flat[:, channel] - grey, shade)) for channel in (0, 2))
    return float(np.mean(np.maximum(red, blue) > _STRONG))


def _less_shade_mean(values: NDArray[np.float32], shade: NDArray[np.intp]) -> NDArray[np.float64]:
    count = np.maximum(np.bincount(shade, minlength=_SHADES), 1)
    mean = np.bincount(shade, values, minlength=_SHADES) / count
    return np.asarray(values - mean[shade], dtype=np.float64)


def grey_of_colour(
    name: str, rgb: NDArray[np.integer[Any]], top: int, notes: list[str], pipeline: list[str]
) -> NDArray[np.float32]:
    """Luma of a colour picture of a film, float32 (rows, columns) in [0, 1].

    Parameters
    ----------
    rgb
        Integers, shape (rows, columns, 3), of which `top` is white.

    Raises
    ------
    ColourPhotograph
        If more than 12% of it is coloured; an annotation or an even tint is not.
    """
    if all(np.array_equal(rgb[..., 0], rgb[..., channel]) for channel in (1, 2)):
        pipeline.append(f"Three equal channels read as one and divided by {top}.")
        return _unit(rgb[..., 0], top)
    _check_colour(name, rgb, top, notes)
    pipeline.append(f"Three channels divided by {top} and turned to grey by luma (ITU-R BT.601).")
    return luma(_unit(rgb, top))


def _check_colour(name: str, rgb: NDArray[np.integer[Any]], top: int, notes: list[str]) -> None:
    rows, columns = (max(1, size // _SAMPLES) for size in rgb.shape[:2])
    share = colourfulness(_unit(rgb[::rows, ::columns], top))
    if share > _PHOTOGRAPH:
        raise ColourPhotograph(
            f"{name}: {share:.0%} of the picture is coloured, so this is no radiograph; give a chest film."
        )
    notes.append(f"The picture is in colour, {share:.1%} of it more so than an even tint explains.")


def _unit(samples: NDArray[np.integer[Any]], top: int) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = samples.astype(np.float32) / np.float32(top)
    return np.minimum(unit, np.float32(1))
