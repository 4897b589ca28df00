"""A finished run: printed, written as a page and as JSON (NaN as null, every case's score under its id)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radtrace.evaluation.intervals import Comparison, Estimate
from radtrace.evaluation.score import Evaluation, ScoreRow
from radtrace.evaluation.tables import print_evaluation, print_lines
from radtrace.files.atomic import atomic_write
from radtrace.files.lines import shown
from radtrace.version import __version__

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, eq=False)
class ScoreRun:
    """An evaluation, one sentence for each thing to know about the files, and what was written.

    `files` says for each file its path, what it was read as, its number of entries, and notes.
    """

    evaluation: Evaluation[Any]
    notes: tuple[str, ...] = ()
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    written: tuple[Path, ...] = ()


def write_run(run: ScoreRun, json_file: Path | None, folder: Path | None = None) -> ScoreRun:
    """Write the JSON file, and `score.json` and `report.html` into the folder; the run with their paths.

    Raises
    ------
    BadInput
        If nothing can be written there.
    """
    text = evaluation_json(run.evaluation, {"files": run.files, "notes": list(run.notes)})
    written = [path for path in (json_file, folder / "score.json" if folder else None) if path is not None]
    for path in written:
        atomic_write(path, text)
    if folder is not None:
        from radtrace.evaluation.page.page import render_score_page

        written.append(folder / "report.html")
        atomic_write(written[-1], render_score_page(run.evaluation, run.files, run.notes))
    return ScoreRun(run.evaluation, run.notes, run.files, tuple(written))


def print_run(run: ScoreRun, console: Console, *, every: bool = False) -> None:
    """Print the files, the evaluation (with `every` aggregate) and what was written."""
    print_evaluation(run.evaluation, console, [*_files(run), *run.notes], every=every)
    print_lines(console, (f"wrote {path}" for path in run.written))


def _files(run: ScoreRun) -> Iterator[str]:
    for name, file in run.files.items():
        yield f"{name}: {shown(file['path'], 200)} ({file['read_as']}, {file['entries']} entries)"
        yield from (f"  note: {shown(note, 300)}" for note in file["notes"])


def evaluation_json(evaluation: Evaluation[Any], about: Mapping[str, Any]) -> str:
    """The JSON text of `--json`.

    `{"metrics": {NAME: {"mean", "ci": [low, high], "per_report": {ID: value}, "aggregates": {NAME:
    {"value", "ci"}}}}}` and, beside it, n and the number of groups (patients, films) that were resampled,
    the image-blind rows under "blind", human readers under "readers", the subgroups under "per_target",
    the problems of the files, what was left out, the seed, and what `about` holds. With a second system
    each metric has `against`: its mean, interval and scores per case, and the `difference` (first minus
    second) with interval and p.
    """
    pairs, resamples = evaluation.pairs, evaluation.resamples
    readers = next((row for row in evaluation.beside if not row.blind), None)
    content = {
        "radtrace": __version__,
        "kind": evaluation.kind.units,
        **about,
        "n": len(pairs.ids),
        "groups": resamples.size,
        "grouped_by": pairs.grouped_by or evaluation.kind.units,
        "length_ratio": plain(evaluation.length_ratio) if evaluation.kind.amount_of else None,
        "identical": evaluation.identical,
        "seed": resamples.seed,
        "resamples": resamples.count,
        "blind_n": evaluation.blind_n,
        "problems": {problem.what: list(problem.cases) for problem in pairs.problems},
        "left_out": dict(evaluation.left_out),
        "metrics": {name: _metric(evaluation, name) for name in evaluation.predicted.results},
        "blind": {
            row.name: {"texts": dict(row.texts), "metrics": _estimates(row.values)}
            for row in _blind(evaluation)
        },
        "readers": None
        if readers is None
        else {"n": max(readers.counts.values()), "metrics": _estimates(readers.values)},
        "per_target": {name: _subgroup(evaluation, name, n) for name, n in evaluation.subgroups.items()},
    }
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def plain(value: Any) -> Any:
    """The value as JSON can hold it, with None for what is NaN or infinite."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _blind(evaluation: Evaluation[Any]) -> list[ScoreRow]:
    return [row for row in evaluation.beside if row.blind]


def _metric(evaluation: Evaluation[Any], name: str) -> dict[str, Any]:
    ids, against = evaluation.pairs.ids, evaluation.against
    content = _scores(evaluation.predicted, name, ids)
    if against is not None:
        content["against"] = {
            **_scores(against.row, name, ids),
            "difference": _difference(against.differences[name]),
            "differences": {
                key.removeprefix(f"{name}."): _difference(one)
                for key, one in against.differences.items()
                if key.startswith(f"{name}.")
            },
        }
    return content


def _scores(row: ScoreRow, name: str, ids: Sequence[str]) -> dict[str, Any]:
    values = row.results[name].per_report.tolist()
    aggregates = {key.removeprefix(f"{name}."): key for key in row.values if key.startswith(f"{name}.")}
    return {
        "mean": plain(row.value(name)),
        "ci": _ci(row.values[name]),
        "per_report": {identifier: plain(value) for identifier, value in zip(ids, values, strict=True)},
        "aggregates": {
            short: {"value": plain(row.value(key)), "ci": _ci(row.values[key])}
            for short, key in aggregates.items()
        },
    }


def _subgroup(evaluation: Evaluation[Any], name: str, n: int) -> dict[str, Any]:
    return {
        "n": n,
        "metrics": _estimates(evaluation.in_subgroup(evaluation.predicted, name)),
        "blind": {row.name: _estimates(evaluation.in_subgroup(row, name)) for row in _blind(evaluation)},
    }


def _estimates(values: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: {"mean": plain(one.value), "ci": _ci(one)} for name, one in values.items()}


def _difference(one: Comparison) -> dict[str, Any]:
    return {"value": plain(one.difference.value), "ci": _ci(one.difference), "p": plain(one.p)}


def _ci(one: Estimate) -> list[float | None]:
    return [plain(one.low), plain(one.high)]
