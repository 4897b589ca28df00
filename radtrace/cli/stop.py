"""Stop on Ctrl-C between two films, so that no file is left half-written."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from radtrace.record import RadtraceError

_T = TypeVar("_T")


class Stopped(RadtraceError):
    """The user stopped a batch. The exit code is the shell's for the signal: 130 or 143."""

    def __init__(self, done: int, total: int, signal_number: int) -> None:
        super().__init__(
            f"stopped after {done} of {total} files; run the same command with --resume to continue"
        )
        self.exit_code = 128 + signal_number


def until_stopped(outcomes: Iterator[_T], total: int) -> Iterator[_T]:
    """`outcomes`, until SIGINT or SIGTERM: the current film is finished, then Stopped is raised.

    A second signal stops at once.
    """
    with _signals() as caught:
        for done, outcome in enumerate(outcomes, start=1):
            yield outcome
            if caught and done < total:
                raise Stopped(done, total, caught[0])


@contextmanager
def _signals() -> Iterator[list[int]]:
    caught: list[int] = []

    def catch(number: int, _frame: FrameType | None) -> None:
        if caught:
            raise KeyboardInterrupt
        caught.append(number)

    before = {number: signal.signal(number, catch) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
