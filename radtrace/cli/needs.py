"""What an extra brings and is not installed, said in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """Turns a missing module into the command that installs it; `what` is such as "plots need".

    Raises
    ------
    BadInput
        If what is imported inside is not installed.
    """
    from radtrace.record import BadInput

    try:
        yield
    except ModuleNotFoundError as error:
        raise BadInput(f"{what} {error.name}: pip install 'radtrace[{extra}]'") from error
