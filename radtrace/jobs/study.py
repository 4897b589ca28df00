"""The files of one study, read: each gets a reading of its own film, or the reason why not.

Films are read one by one, so that a study takes no more memory than a film, and boxes are always
in the frame of the file they stand with. Every reading names the study's other films.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from radtrace.images.films import load_film
from radtrace.jobs.inputs import InputFile
from radtrace.readers.protocol import Reader, ReadResult
from radtrace.record import Film, RadtraceError, Reading, Study

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True)
class FileResult:
    """What became of one input file: its reading, or the error that refuses it."""

    file: Path
    outcome: Reading | RadtraceError


@dataclass(frozen=True)
class StudyResult:
    """A study, done: its `files` in input order, and the `first` that was read, with its pixels."""

    files: tuple[FileResult, ...]
    first: ReadResult | None


def read_study(reader: Reader, items: Sequence[InputFile]) -> StudyResult:
    """Read `items`, the files of one study."""
    first: ReadResult | None = None
    results = []
    for item in items:
        outcome = _read_item(reader, item)
        if isinstance(outcome, ReadResult):
            first = first or outcome
            results.append(FileResult(item.file, outcome.reading))
        else:
            results.append(FileResult(item.file, outcome))
        del outcome  # its pixels would stay while the next film is read
    files = tuple(_with_others(result, results) for result in results)
    return StudyResult(files, first and _renewed(first, files))


def load_item(item: InputFile) -> Film | RadtraceError:
    """The film of `item`, or the error that refuses it."""
    if item.problem is not None:
        return item.problem
    return attempt(item.file, lambda: load_film(item.file))


def attempt(file: Path, action: Callable[[], _T]) -> _T | RadtraceError:
    """What `action` gives for `file`, or its error; a fault of ours must not stop the other files."""
    try:
        return action()
    except RadtraceError as error:
        return error
    except Exception as error:
        _log.debug("%s", file, exc_info=True)
        fault = RadtraceError(f"{file}: internal error, {type(error).__name__}: {error}; please report it.")
        fault.__cause__ = error
        return fault


def _read_item(reader: Reader, item: InputFile) -> ReadResult | RadtraceError:
    film = load_item(item)
    if isinstance(film, RadtraceError):
        return film
    return attempt(item.file, lambda: reader.read(Study(films=(film,))))


def _with_others(result: FileResult, results: Sequence[FileResult]) -> FileResult:
    if isinstance(result.outcome, RadtraceError):
        return result
    told = tuple(_told(other) for other in results if other is not result)
    study = result.outcome.study.model_copy(update={"not_read": (*result.outcome.study.not_read, *told)})
    return FileResult(result.file, result.outcome.model_copy(update={"study": study}))


def _told(other: FileResult) -> str:
    if isinstance(other.outcome, RadtraceError):
        return str(other.outcome)
    return f"{other.file}: another film of the study, with a reading of its own."


def _renewed(first: ReadResult, files: Sequence[FileResult]) -> ReadResult:
    return replace(first, reading=next(file.outcome for file in files if isinstance(file.outcome, Reading)))
