"""Read the files of one study: each gets a Reading of its own film, or the error that rejects it.

Films are read one by one, so that a study takes no more memory than a film. Every reading holds the film it
was read from as film 0 and the study's other films, laterals among them, after it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from radtrace.files.names import printable
from radtrace.images.films import is_skipped, lateral_refusal
from radtrace.jobs.inputs import InputFile
from radtrace.readers.protocol import Reader, ReadResult
from radtrace.record import Context, Film, FilmReference, Prior, RadtraceError, Reading, Study
from radtrace.record.study import NOTHING_KNOWN

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True)
class FileResult:
    """The result of one input file: its Reading, or the error that rejects it.

    `film` is None where the file holds no chest film at all. `skipped` rather than rejected is what its tags
    say is a lateral or no radiograph, as studies have beside their frontal films.
    """

    file: Path
    outcome: Reading | RadtraceError
    film: FilmReference | None = None

    @property
    def skipped(self) -> bool:
        """Whether the file was passed over, which is no fault."""
        return isinstance(self.outcome, RadtraceError) and is_skipped(self.outcome)


@dataclass(frozen=True)
class StudyResult:
    """The result for a study: its `files` in input order, and the `first` that was read, with pixels."""

    files: tuple[FileResult, ...]
    first: ReadResult | None


def read_study(
    reader: Reader, items: Sequence[InputFile], context: Context = NOTHING_KNOWN, prior: Prior | None = None
) -> StudyResult:
    """Read `items`, the files of one study; `context` stands over what their headers say."""
    first: ReadResult | None = None
    results = []
    for item in items:
        film, outcome = _read_item(reader, item, context, prior)
        if isinstance(outcome, ReadResult):
            first = first or outcome
        reading = outcome.reading if isinstance(outcome, ReadResult) else outcome
        results.append(FileResult(item.file, reading, film))
        del outcome  # its pixels would stay while the next film is read
    files = tuple(_with_others(result, results) for result in results)
    return StudyResult(files, first and _renewed(first, files))


def load_item(item: InputFile, *, lateral: bool = False) -> Film | RadtraceError:
    """The film of `item`, or the error that rejects it; a tagged lateral only if `lateral`."""
    return attempt(item.file, lambda: item.load(lateral=lateral))


def attempt(file: Path, action: Callable[[], _T]) -> _T | RadtraceError:
    """The result of `action`, or its error: an internal error must not stop the other files."""
    try:
        return action()
    except RadtraceError as error:
        return error
    except Exception as error:
        _log.debug("%s", file, exc_info=True)
        fault = RadtraceError(
            f"{printable(file)}: internal error, {type(error).__name__}: {error}; please report it."
        )
        fault.__cause__ = error
        return fault


def _read_item(
    reader: Reader, item: InputFile, context: Context, prior: Prior | None
) -> tuple[FilmReference | None, ReadResult | RadtraceError]:
    film = load_item(item, lateral=True)
    if isinstance(film, RadtraceError):
        return None, film
    if refusal := lateral_refusal(film.file, film.view):
        return film.reference(), refusal
    return film.reference(), attempt(item.file, lambda: reader.read(Study((film,), context, prior)))


def _with_others(result: FileResult, results: Sequence[FileResult]) -> FileResult:
    if isinstance(result.outcome, RadtraceError):
        return result
    others = [other for other in results if other is not result]
    study = result.outcome.study
    update = {
        "films": (*study.films, *(other.film for other in others if other.film)),
        "not_read": (*study.not_read, *map(_note, others)),
    }
    reading = result.outcome.model_copy(update={"study": study.model_copy(update=update)})
    return replace(result, outcome=reading)


def _note(other: FileResult) -> str:
    if isinstance(other.outcome, RadtraceError):
        return str(other.outcome)
    return f"{printable(other.file)}: another film of the study, with a reading of its own."


def _renewed(first: ReadResult, files: Sequence[FileResult]) -> ReadResult:
    return replace(first, reading=next(file.outcome for file in files if isinstance(file.outcome, Reading)))
