"""Only what no training row shares a film or a patient with: `--unseen-in train,valid`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from radtrace.datasets.leaks.names import Kind, Name
from radtrace.datasets.leaks.split import SplitRow
from radtrace.files.lines import shown
from radtrace.record import BadInput


def unseen(
    rows: Sequence[SplitRow],
    splits: Sequence[str],
    table: Sequence[SplitRow] = (),
    among: Sequence[bool] | None = None,
    unit: str = "rows",
) -> tuple[list[bool], str]:
    """Which rows share no patient, study or film with a row of `splits`, and one sentence about the others.

    Parameters
    ----------
    splits
        Splits of the rows themselves, or of the table where there is one.
    table
        Rows of a file of splits, which also says whose patient's a study or film is, where rows do not.
    among
        Which rows are to be scored at all, (rows); all of them by default.

    Raises
    ------
    BadInput
        If no row is in one of the splits, or no row is left.
    """
    named = ",".join(splits)
    known = {row.side for row in table or rows if row.side}
    for split in splits:
        if split not in known:
            there = (
                f"the splits are {', '.join(map(shown, sorted(known)))}" if known else "no row has a split"
            )
            raise BadInput(f"--unseen-in {shown(named)}: no row is in split {shown(split)!r}; {there}")
    training = {name for row in table or rows if row.side in splits for name in _names(row)}
    own = [not table and row.side in splits for row in rows]
    candidates = [mine and not ours for mine, ours in zip(among or [True] * len(rows), own, strict=True)]
    names = _with_table(rows, table)
    kept = [mine and one.isdisjoint(training) for mine, one in zip(candidates, names, strict=True)]
    if not any(kept):
        raise BadInput(f"--unseen-in {shown(named)}: no row is left that shares no film or patient with them")
    left_out = sum(candidates) - sum(kept)
    return kept, (
        f"left out by --unseen-in {shown(named)}: {left_out:,} of {sum(candidates):,} {unit}, which share a "
        "patient, study or film with it"
    )


def _names(row: SplitRow) -> frozenset[Name]:
    return frozenset(name for name in row.names if name[0] is not Kind.REPORT)


def _with_table(rows: Sequence[SplitRow], table: Sequence[SplitRow]) -> list[frozenset[Name]]:
    """The names of each row, and those of the table's rows about the same study or film."""
    by_name: dict[Name, set[Name]] = defaultdict(set)
    for row in table:
        for name in _names(row):
            by_name[name] |= _names(row)
    return [
        _names(row).union(*(by_name.get(name, set()) for name in _names(row) if name[0] is not Kind.PATIENT))
        for row in rows
    ]
