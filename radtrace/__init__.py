"""radtrace: chest-film reading that shows its work. For research use only.

Names resolve when first used, so that `import radtrace` costs nothing. The examples of each name run in the
tests; `film.dcm` stands for any frontal chest film.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from radtrace.version import __version__

__all__ = [
    "Box",
    "Film",
    "Finding",
    "Fixation",
    "NotAChestFilm",
    "RadtraceError",
    "Reading",
    "Sentence",
    "Step",
    "Study",
    "__version__",
    "from_json",
    "load_film",
    "load_reader",
    "read",
    "score",
    "to_json",
    "understand",
    "verify",
    "vocabulary",
]

if TYPE_CHECKING:
    from radtrace.evaluation.api import score
    from radtrace.images.films import load_film
    from radtrace.jobs.read import read
    from radtrace.language import understand
    from radtrace.readers import load_reader
    from radtrace.record import (
        Box,
        Film,
        Finding,
        Fixation,
        NotAChestFilm,
        RadtraceError,
        Reading,
        Sentence,
        Step,
        Study,
        from_json,
        to_json,
        vocabulary,
    )
    from radtrace.verify import verify
else:
    _HOMES = {
        "load_film": "radtrace.images.films",
        "load_reader": "radtrace.readers",
        "read": "radtrace.jobs.read",
        "score": "radtrace.evaluation.api",
        "understand": "radtrace.language",
        "verify": "radtrace.verify",
    }

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'radtrace' has no attribute {name!r}")
        module = import_module(_HOMES.get(name, "radtrace.record"))
        # `verify` is a callable package, which its import has bound to the name already.
        return globals().setdefault(name, getattr(module, name))


def __dir__() -> list[str]:
    return sorted(__all__)
