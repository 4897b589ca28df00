"""Prefetch: compute the next few results in threads while one is used, in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def prefetch(work: Callable[[_Item], _Result], items: Iterable[_Item], at_once: int) -> Iterator[_Result]:
    """The results of `work` for each item, in order, with at most `at_once` running.

    With 1, items are processed lazily in the caller. Running calls are abandoned when the loop is left, so
    that an interrupted command does not wait for a slow server.
    """
    if at_once == 1:
        yield from map(work, items)
        return
    under_way: deque[Future[_Result]] = deque()
    for item in items:
        under_way.append(_started(work, item))
        if len(under_way) == at_once:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _started(work: Callable[[_Item], _Result], item: _Item) -> Future[_Result]:
    """A future of the result, in a daemon thread, as the interpreter waits for others at exit."""
    future: Future[_Result] = Future()

    def run() -> None:
        try:
            future.set_result(work(item))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="radtrace-prefetch").start()
    return future
