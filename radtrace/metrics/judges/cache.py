"""A disk cache of judges' answers, to resume a run and to reproduce a score.

It is an SQLite file, safe for many threads and processes. The key is the SHA-256 of the URL and the whole
request (model, temperature and prompt included).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from radtrace.record import BadInput

_TABLE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, model TEXT, content TEXT)"
_WAIT_S = 30.0  # for other processes that write


@dataclass(frozen=True)
class Cache:
    """The cache file at `path`, created at first use."""

    path: Path

    def get(self, key: str) -> str | None:
        """The cached answer, or None.

        Raises
        ------
        BadInput
            If the file cannot be read or written.
        """
        with self._open() as connection:
            row = connection.execute("SELECT content FROM answers WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def put(self, key: str, model: str, content: str) -> None:
        """Store an answer with the model's name; raises as `get` does."""
        with self._open() as connection, connection:
            connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, model, content))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=_WAIT_S)) as connection:
                connection.execute(_TABLE)
                yield connection
        except sqlite3.Error as error:
            raise BadInput(
                f"{self.path}: cannot be used as a cache of judges' answers ({error}); name another file"
            ) from error
