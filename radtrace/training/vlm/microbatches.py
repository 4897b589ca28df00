"""Split a batch into micro-batches of similar length, so that short answers are not padded to the longest.

This replaces packing, which TRL does for text only. The batch itself keeps lessons of all lengths: batches of
one length pad less too, but a small reader learned little from them (docs/log.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from torch import Tensor

# More micro-batches pad less, but their matrix products are smaller and slower.
PARTS = 4


def split_by_length(
    inputs: Mapping[str, Any], lengths: Tensor, rows: Tensor, along: Collection[str]
) -> Iterator[dict[str, Any]]:
    """`rows` of a batch in at most PARTS micro-batches, shortest first, each cut to its longest row.

    `inputs` are tensors (batch, ...), lists with one entry a row, and values of the whole batch;
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
