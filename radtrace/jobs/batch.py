"""Read many files study by study; files that cannot be read are rejected and the rest continues.

One study is in memory at a time. Every result is on disk before the next study starts: a folder per study in
`out`, and a line per file in a journal, from which `jsonl` is written at the end in input order. An
interrupted batch leaves the journal behind, and `resume` continues from it. Output folder and journal are
locked while a batch runs; the system releases the locks of a process that dies.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from radtrace.exports import render_html, render_text
from radtrace.files.atomic import atomic_file, atomic_write, keep_inputs
from radtrace.files.lock import exclusive
from radtrace.files.names import printable
from radtrace.jobs.inputs import InputFile, StudyFiles, find_items, group_items
from radtrace.jobs.journal import Journal
from radtrace.jobs.prefetch import prefetch
from radtrace.jobs.study import FileResult, StudyResult, read_study
from radtrace.readers.protocol import Reader, ReadResult
from radtrace.record import BadInput, Context, Prior, RadtraceError, Reading, to_json
from radtrace.record.study import NOTHING_KNOWN
from radtrace.version import __version__


@dataclass(frozen=True)
class BatchPlan:
    """The files of a batch, in input order and by study, and its output paths."""

    items: tuple[InputFile, ...]
    groups: tuple[StudyFiles, ...]
    out: Path | None
    jsonl: Path | None

    @property
    def journal(self) -> Path:
        """The journal's path while the batch runs."""
        return _journal_path(self.out, self.jsonl)


@dataclass(frozen=True)
class Outcome:
    """The outcome of one file.

    `refused` is the reason for rejection in one sentence, or None, and so is `skipped` for laterals and
    objects that are no radiographs. `page` is the study's report. `reading` is None for files that were not
    read, and for files that an earlier run has read.
    """

    file: Path
    refused: str | None = None
    skipped: str | None = None
    page: Path | None = None
    reading: Reading | None = None


def plan_batch(paths: Sequence[str | Path], *, out: Path | None, jsonl: Path | None) -> BatchPlan:
    """Find the files, and check that the output can be written before any work is done.

    `out` gets a folder a study with `reading.json`, `report.txt` and `reading.html`; `jsonl` gets
    `{"file": ..., "reading": {...}}`, `{"file": ..., "refused": "why"}` or `{"file": ..., "skipped": "why"}`
    a file.

    Raises
    ------
    BadInput
        If there is nowhere to write, the place cannot be written to, or another batch is writing there.
    """
    if out is None and jsonl is None:
        raise BadInput("nowhere to write the readings; give --out DIR, --jsonl FILE or both")
    if jsonl is not None and jsonl.exists() and not jsonl.is_file():
        raise BadInput(f"{jsonl}: is not a plain file; give --jsonl another name")
    if jsonl is not None:
        check_folder(jsonl.parent)
    if out is not None:
        check_folder(out)
    with _locked(out, _journal_path(out, jsonl)):
        items = find_items(paths)
        keep_inputs((item.file for item in items), jsonl)
        return BatchPlan(tuple(items), tuple(group_items(items)), out, jsonl)


def _journal_path(out: Path | None, jsonl: Path | None) -> Path:
    if jsonl is not None:
        return jsonl.with_name(jsonl.name + ".partial")
    assert out is not None
    return out / ".batch.partial"


@contextmanager
def _locked(out: Path | None, journal: Path) -> Iterator[None]:
    """Lock the output folder and the journal, as far as they exist."""
    with ExitStack() as locks:
        for path in (out, journal):
            if path is not None and path.exists():
                locks.enter_context(exclusive(path))
        yield


def check_folder(folder: Path) -> None:
    """Create `folder` and a temporary file in it; raises BadInput if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise BadInput(
            f"cannot write to {folder}: {error.strerror}; choose a folder that can be written"
        ) from error


def run_batch(
    batch: BatchPlan,
    reader: Reader,
    *,
    weights: str,
    resume: bool,
    at_once: int = 1,
    context: Context = NOTHING_KNOWN,
    prior: Prior | None = None,
) -> Generator[Outcome, None, None]:
    """Read the batch, yielding each file's outcome in input order once it is on disk.

    Leaving the loop early stops the batch cleanly. With `resume`, files that an earlier run with the same
    `weights` (their SHA-256) has read, and that have not changed since, are skipped. `at_once` studies are
    read concurrently. `context` and `prior` belong to the one study there is.

    Raises
    ------
    BadInput
        If `context` or `prior` is given and the batch holds several studies, or if another batch is writing
        to the same place.
    """
    if len(batch.groups) > 1 and (prior or context != NOTHING_KNOWN):
        raise BadInput(
            f"a prior and what is known of a patient are of one study, and {len(batch.groups)} are given; "
            "read them one by one"
        )
    author = _author(batch, weights, context, prior)
    batch.journal.touch()
    with _locked(batch.out, batch.journal), Journal(batch.journal, author, resume=resume) as journal:
        done = {group.name: _resume(batch, group, journal) for group in batch.groups}
        left = (group for group in batch.groups if not done[group.name])
        results = prefetch(lambda group: read_study(reader, group.items, context, prior), left, at_once)
        for group in batch.groups:
            yield from done[group.name] or _write(batch, group, journal, next(results))
        if batch.jsonl is not None:
            _publish(batch, batch.jsonl, journal)
        journal.remove()


def _author(batch: BatchPlan, weights: str, context: Context, prior: Prior | None) -> str:
    form = "folders" if batch.jsonl is None else "readings"
    author = f"radtrace {__version__} {weights} {form}"
    if prior is None and context == NOTHING_KNOWN:
        return author
    known = context.model_dump_json() + (prior.reference().model_dump_json() if prior else "")
    return f"{author} {hashlib.sha256(known.encode()).hexdigest()}"


def _resume(batch: BatchPlan, group: StudyFiles, journal: Journal) -> list[Outcome]:
    """The outcomes of an earlier run, or none if any part of the group is not done."""
    entries = [(item.file, journal.done(item.file)) for item in group.items]
    page = _page(batch, group)
    known = [(file, entry) for file, entry in entries if entry is not None]
    read = any(entry.read for _, entry in known)
    if len(known) < len(entries) or (read and page is not None and not page.exists()):
        return []
    return [
        Outcome(file, entry.refused, entry.skipped, page if entry.read else None) for file, entry in known
    ]


def _write(batch: BatchPlan, group: StudyFiles, journal: Journal, result: StudyResult) -> list[Outcome]:
    page = _page(batch, group)
    if page is not None and result.first is not None:
        _write_folder(page.parent, result.first)
    for file in result.files:
        journal.add(file.file, _line(file, whole=batch.jsonl is not None))
    return [_outcome(file, page) for file in result.files]


def _page(batch: BatchPlan, group: StudyFiles) -> Path | None:
    return None if batch.out is None else batch.out / group.name / "reading.html"


def _write_folder(folder: Path, result: ReadResult) -> None:
    """The page is written last: a folder with a page is complete."""
    atomic_write(folder / "reading.json", to_json(result.reading) + "\n")
    atomic_write(folder / "report.txt", render_text(result.reading))
    atomic_write(folder / "reading.html", render_html(result.reading, result.film, result.maps))


def _line(result: FileResult, *, whole: bool) -> str:
    """The file's JSON line; the reading is in it only if `whole`."""
    file = json.dumps(printable(result.file))
    if isinstance(result.outcome, RadtraceError):
        key = "skipped" if result.skipped else "refused"
        return f'{{"file": {file}, "{key}": {json.dumps(str(result.outcome))}}}'
    reading = to_json(result.outcome, indent=None) if whole else "null"
    return f'{{"file": {file}, "reading": {reading}}}'


def _outcome(result: FileResult, page: Path | None) -> Outcome:
    if isinstance(result.outcome, RadtraceError):
        why = str(result.outcome)
        return Outcome(result.file, skipped=why) if result.skipped else Outcome(result.file, refused=why)
    return Outcome(result.file, page=page, reading=result.outcome)


def _publish(batch: BatchPlan, jsonl: Path, journal: Journal) -> None:
    with atomic_file(jsonl) as file:
        journal.copy((item.file for item in batch.items), file)
