"""The exception tree.

RadtraceError            one sentence: what is wrong, where, what to do
└── BadInput             the user's file or argument; exit code 2
    └── FilmError        a file that is no film we can read (its children: films.errors)
        └── NotAChestFilm    readable, but not a frontal chest film; carries the gate's score
"""

from __future__ import annotations


class RadtraceError(Exception):
    """Base of every error radtrace raises on purpose. Its text is one sentence."""

    exit_code = 1


class BadInput(RadtraceError):
    """What the user gave cannot be used."""

    exit_code = 2


class FilmError(BadInput):
    """A file that cannot be read as a film."""


class NotAChestFilm(FilmError):
    """The picture is not a frontal chest film. `score` is the gate's, in [0, 1]; 1 is surely one."""

    def __init__(self, message: str, score: float) -> None:
        super().__init__(message)
        self.score = score
