"""Read one film or one study from Python."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from radtrace.images.films import is_skipped
from radtrace.jobs.inputs import find_items, group_items
from radtrace.jobs.study import read_study
from radtrace.readers import load_reader
from radtrace.readers.protocol import Reader
from radtrace.record import BadInput, Context, Prior, RadtraceError, Reading
from radtrace.record.study import NOTHING_KNOWN


def read(path: str | Path, context: Context = NOTHING_KNOWN, prior: Prior | None = None) -> Reading:
    """Read the film at `path`, or the one study in the folder, ZIP archive or DICOMDIR at `path`.

    `context` (indication, history, demographics) stands over what the files' headers say; `prior` is the
    earlier study, see `load_prior`. The first call loads the network, later ones do not.

    Raises
    ------
    radtrace.NotAChestFilm
        If the picture is not a frontal chest film; `score` is the gate's.
    radtrace.RadtraceError
        If the file cannot be read as a film, or the folder holds more than one study.

    Examples
    --------
    >>> reading = radtrace.read("film.dcm")
    >>> [finding.concept for finding in reading.findings if finding.presence == "uncertain"][:2]
    ['lung_opacity', 'consolidation']
    """
    groups = group_items(find_items([path]))
    if len(groups) != 1:
        raise BadInput(f"{path}: holds {len(groups)} studies; name one, or use radtrace read for all of them")
    errors: list[RadtraceError] = []
    for result in read_study(_reader(), groups[0].items, context, prior).files:
        if not isinstance(result.outcome, RadtraceError):
            return result.outcome
        errors.append(result.outcome)
    raise next((error for error in errors if not is_skipped(error)), errors[0])


@cache
def _reader() -> Reader:
    return load_reader()
