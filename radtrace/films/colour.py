"""Colour to grey, and telling a photograph from a tinted or annotated film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.films.errors import ColourPhotograph

# ITU-R BT.601, the luma of JPEG.
_WEIGHTS = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_SHADES = 32
_STRONG = 0.06
_PHOTOGRAPH = 0.12
_SAMPLES = 256


def luma(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luma of `rgb`, float32 (rows, columns, 3) in [0, 1], by ITU-R BT.601."""
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
        float32, shape (rows, columns, 3), in [0, 1]. About 256 rows and columns are looked at.
    """
    rows, columns = (max(1, size // _SAMPLES) for size in rgb.shape[:2])
    few = rgb[::rows, ::columns].reshape(-1, 3)
    grey = luma(few)
    shade = np.minimum(grey * _SHADES, _SHADES - 1).astype(np.intp)
    differences = (np.abs(_less_shade_mean(few[:, channel] - grey, shade)) for channel in (0, 2))
    return float(np.mean(np.maximum(*differences) > _STRONG))


def _less_shade_mean(values: NDArray[np.float32], shade: NDArray[np.intp]) -> NDArray[np.float64]:
    count = np.maximum(np.bincount(shade, minlength=_SHADES), 1)
    mean = np.bincount(shade, values, minlength=_SHADES) / count
    return np.asarray(values - mean[shade], dtype=np.float64)


def grey_of_colour(
    name: str, rgb: NDArray[np.float32], notes: list[str], pipeline: list[str]
) -> NDArray[np.float32]:
    """Luma of a colour picture of a film.

    Raises
    ------
    ColourPhotograph
        If more than 12% of it is coloured; an annotation or an even tint is not.
    """
    share = colourfulness(rgb)
    if share > _PHOTOGRAPH:
        raise ColourPhotograph(
            f"{name}: {share:.0%} of the picture is coloured, so this is no radiograph; give a chest film."
        )
    if share > 0:
        notes.append(f"{share:.1%} of the picture is coloured, as annotations are.")
    elif np.ptp(rgb, axis=2).max() > _STRONG:
        notes.append("The picture has an even tint.")
    pipeline.append("Three colour channels turned to grey by luma (ITU-R BT.601).")
    return luma(rgb)
