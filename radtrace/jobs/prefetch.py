"""Work done ahead, in order: while one result is used, the next few are under way."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def prefetch(work: Callable[[_Item], _Result], items: Iterable[_Item], at_once: int) -> Iterator[_Result]:
    """`work` of each item, in their order, with at most `at_once` under way.

    With 1, each is done when it is asked for. What is under way when the loop is left is abandoned, so a
    command that is stopped need not wait for a slow server.
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
    """The result to be. A daemon thread: the interpreter waits for every other kind at its end."""
    future: Future[_Result] = Future()

    def run() -> None:
        try:
            future.set_result(work(item))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="radtrace-prefetch").start()
    return future
