"""A batch in parts of like length, so that short answers are not computed as long as the longest.

What packing is for text: TRL packs nothing that has pictures. The batch stays the same batch, of lessons of
all lengths; batches of one length are less padding too, and taught a small reader little (docs/log.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from torch import Tensor

# More parts are less padding, and smaller products of matrices.
PARTS = 4


def by_length(
    inputs: Mapping[str, Any], lengths: Tensor, rows: Tensor, along: Collection[str]
) -> Iterator[dict[str, Any]]:
    """`rows` of a batch, shortest first, in at most PARTS parts, each cut to its longest.

    `inputs` are tensors (batch, ...), lists of one entry a row, and whatever belongs to the whole batch;
    `lengths` (batch) are those of the tensors (batch, length) whose names are in `along`.
    """
    for part in rows[lengths[rows].argsort()].chunk(PARTS):
        longest = int(lengths[part].max())
        taken = {name: _rows(value, part, len(lengths)) for name, value in inputs.items()}
        yield {
            name: value[:, :longest] if name in along and value.ndim > 1 else value
            for name, value in taken.items()
        }


def _rows(value: Any, rows: Tensor, size: int) -> Any:
    if isinstance(value, Tensor) and value.ndim and len(value) == size:
        return value[rows]
    if isinstance(value, list) and len(value) == size:
        return [value[row] for row in rows.tolist()]
    return value
