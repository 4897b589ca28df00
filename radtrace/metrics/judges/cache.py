"""Answers of judges on disk, so that a run that stopped goes on and a score can be had again.

An SQLite file: many threads and processes may use it at once. A key is the SHA-256 of the URL and of
all that was asked (model, temperature and prompt among it).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from radtrace.record import BadInput

_TABLE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, model TEXT, content TEXT)"
_WAIT_S = 30.0


@dataclass(frozen=True)
class Cache:
    """The file at `path`, made when first needed."""

    path: Path

    def get(self, key: str) -> str | None:
        """The answer kept under the key.

        Raises
        ------
        BadInput
            If the file cannot be used.
        """
        with self._open() as connection:
            row = connection.execute("SELECT content FROM answers WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def put(self, key: str, model: str, content: str) -> None:
        """Keep an answer, and the model that gave it; raises as `get` does."""
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
                f"{self.path}: cannot keep judges' answers there: {error}; name another file"
            ) from error
