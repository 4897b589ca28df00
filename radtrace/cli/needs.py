"""A missing optional dependency as a one-sentence error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """Turn a missing module into an error with the command that installs it; `what`: "plots need", say.

    Raises
    ------
    BadInput
        If a module imported inside is not installed.
    """
    from radtrace.record import BadInput

    try:
        yield
    except ModuleNotFoundError as error:
        raise BadInput(
            f"{what} {error.name}; in a clone: pip install -c constraints.txt '.[{extra}]'"
        ) from error
