"""The standard layout of the protocol's regions, from many films.

    python benchmarks/layout.py FILMS... > radtrace/anatomy/layout.toml

Reads every film with the embedded reader. A region that the reader outlines gets the outline of what
belongs to it on half of the films or more, and a lung that is made so is shared out to its zones by
majority; the others get the median of every edge of their box. Regions that are the whole film are left
out, and films that are refused are counted on stderr.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import radtrace
from radtrace.anatomy.locate import cell_centres, in_polygons
from radtrace.record import Region, protocol

CELLS = 128
LEAST_FILMS = 20
FINER = 4
SMOOTH = 0.8 * FINER
WHOLE = 0.9
Mask = NDArray[np.float64]
POINTS = cell_centres(np.arange(CELLS * CELLS), CELLS, CELLS)


def main(paths: list[Path]) -> None:
    """Print the layout of the films at `paths`."""
    films = [found for path in paths if (found := _regions(path)) is not None]
    print(f"{len(films)} films, {len(paths) - len(films)} refused", file=sys.stderr)
    print(f"# The embedded reader's regions on {len(films)} frontal films (NIH, JSRT), put together by")
    print("# benchmarks/layout.py: outlines where half of the films agree, or medians of the boxes' edges.")
    usable = {row.id: _usable(films, row.id) for row in protocol()}
    masks = _masks({name: _share(regions) for name, regions in usable.items() if _outlined(regions)})
    for name, regions in usable.items():
        if len(regions) >= LEAST_FILMS:
            agreed = name in masks and masks[name].any()
            lines = _outline_lines(masks[name]) if agreed else [_box_line(regions)]
            print(f"\n[{name}]\n" + "\n".join(lines))


def _regions(path: Path) -> tuple[Region, ...] | None:
    try:
        return radtrace.read(path).regions
    except radtrace.RadtraceError:
        return None


def _usable(films: list[tuple[Region, ...]], name: str) -> list[Region]:
    found = [region for film in films for region in film if region.id == name]
    return [region for region in found if region.box is not None and region.box.area < WHOLE]


def _outlined(regions: list[Region]) -> bool:
    return sum(bool(region.polygons) for region in regions) * 2 > len(regions)


def _share(regions: list[Region]) -> Mask:
    """The share of the films on which each cell belongs to the region, (CELLS, CELLS)."""
    inside = [in_polygons(POINTS, region.polygons) for region in regions if region.polygons]
    share: Mask = np.mean(np.array(inside, np.float64), axis=0).reshape(CELLS, CELLS)
    return share


def _masks(shares: dict[str, Mask]) -> dict[str, NDArray[np.bool_]]:
    """What belongs to each region; the zones of a side share out its lung."""
    masks = {name: share >= 0.5 for name, share in shares.items()}
    for side in ("right", "left"):
        zones = [name for name in shares if name.startswith(side) and name.endswith("_zone")]
        most = np.argmax(np.stack([shares[name] for name in zones]), axis=0)
        masks |= {name: masks[f"{side}_pleura"] & (most == index) for index, name in enumerate(zones)}
    return masks


def _box_line(regions: list[Region]) -> str:
    edges = [(r.box.x_min, r.box.y_min, r.box.x_max, r.box.y_max) for r in regions if r.box]
    return "box = " + _list(np.median(np.array(edges), axis=0))


def _outline_lines(mask: NDArray[np.bool_]) -> list[str]:
    corners = _outline(mask)
    points = ", ".join(_list(corner) for corner in corners)
    box = np.concatenate([corners.min(axis=0), corners.max(axis=0)])
    return ["box = " + _list(box), f"polygon = [{points}]"]


def _outline(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The outline of the largest part, (n, 2) in the film frame."""
    fine = np.repeat(np.repeat(mask, FINER, axis=0), FINER, axis=1).astype(np.uint8)
    contours, _ = cv2.findContours(fine, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea)
    corners: NDArray[np.float64] = (cv2.approxPolyDP(largest, SMOOTH, True)[:, 0] + 0.5) / (CELLS * FINER)
    return corners


def _list(values: NDArray[np.float64]) -> str:
    return "[" + ", ".join(f"{value:.3f}" for value in values) + "]"


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
