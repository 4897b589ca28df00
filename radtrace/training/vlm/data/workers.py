"""Processes that draw: they leave Ctrl-C to the one that started them, and end when it does."""

from __future__ import annotations

import os
import signal
from multiprocessing import parent_process
from threading import Thread


def attend() -> None:
    """Set up a worker. Without a parent it would wait for work for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
