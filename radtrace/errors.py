"""The exception tree.

RadtraceError            one sentence: what is wrong, where, what to do
└── BadInput             a file or argument that cannot be used; exit code 2
    └── FilmError        a file that cannot be read as a film (subclasses: films.errors)
        └── NotAChestFilm    readable, but not a frontal chest film; carries the gate's score
"""

from __future__ import annotations


class RadtraceError(Exception):
    """Base of every error that radtrace raises on purpose. Its message is one sentence.

    Examples
    --------
    >>> try:
    ...     radtrace.read("missing.dcm")
    ... except radtrace.RadtraceError as error:
    ...     print(error)
    missing.dcm: cannot be read (No such file or directory); check the path.
    """

    exit_code = 1


class BadInput(RadtraceError):
    """A file or argument from the user cannot be used."""

    exit_code = 2


class FilmError(BadInput):
    """A file that cannot be read as a film."""


class NotAChestFilm(FilmError):
    """The picture is not a frontal chest film. `score` is the gate's, in [0, 1]; 1 is certainly one.

    Examples
    --------
    >>> import numpy as np
    >>> blank = radtrace.Film(np.zeros((512, 512), np.float32), file="blank.png", sha256="0" * 64)
    >>> try:
    ...     _ = radtrace.load_reader().read(radtrace.Study(films=(blank,)))
    ... except radtrace.NotAChestFilm as error:
    ...     print(error, error.score)
    blank.png: the picture is of one shade; give a chest film. 0.0
    """

    def __init__(self, message: str, score: float) -> None:
        super().__init__(message)
        self.score = score


def one_line(error: BaseException, most: int = 160) -> str:
    """The message of another library's error on one line, without its full stop; else the error's type."""
    return " ".join(str(error).split()).rstrip(".")[:most] or type(error).__name__
