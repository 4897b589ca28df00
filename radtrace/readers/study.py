"""The files of one study, read: each gets a reading of its own film, or the reason why not.

A study of several films is read once for every film that is a frontal chest film, with that film
first and the others beside it, so that boxes are always in the frame of the file they stand with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from radtrace.films import load_film
from radtrace.readers.inputs import Item
from radtrace.readers.result import ReadResult
from radtrace.record import Film, RadtraceError, Study

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Reader(Protocol):
    """Whatever turns a study into a reading."""

    def read(self, study: Study) -> ReadResult:
        """Read `study`; raises NotAChestFilm if it has no frontal chest film."""
        ...


@dataclass(frozen=True)
class FileResult:
    """What became of one input file: what the reader gave, or the error that refuses it."""

    file: Path
    outcome: ReadResult | RadtraceError


def read_files(reader: Reader, items: Sequence[Item]) -> list[FileResult]:
    """The result of each of `items`, which are the files of one study, in their order."""
    loaded = [load_item(item) for item in items]
    films = [film for film in loaded if isinstance(film, Film)]
    broken = tuple(str(error) for error in loaded if isinstance(error, RadtraceError))
    outcomes = [_read_film(reader, film, films) if isinstance(film, Film) else film for film in loaded]
    return [
        FileResult(item.file, _mention(outcome, broken))
        for item, outcome in zip(items, outcomes, strict=True)
    ]


def _read_film(reader: Reader, film: Film, films: Sequence[Film]) -> ReadResult | RadtraceError:
    study = Study(films=(film, *(other for other in films if other is not film)))
    outcome = attempt(Path(film.file), lambda: reader.read(study))
    if isinstance(outcome, RadtraceError) or outcome.film is film:
        return outcome
    # The reader went on to another film; alone, this one gets its own refusal.
    return attempt(Path(film.file), lambda: reader.read(Study(films=(film,))))


def load_item(item: Item) -> Film | RadtraceError:
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


def _mention(outcome: ReadResult | RadtraceError, broken: tuple[str, ...]) -> ReadResult | RadtraceError:
    """Tell the reading which files of its study are not even films."""
    if isinstance(outcome, RadtraceError) or not broken:
        return outcome
    study = outcome.reading.study
    study = study.model_copy(update={"not_read": (*study.not_read, *broken)})
    return replace(outcome, reading=outcome.reading.model_copy(update={"study": study}))
