"""Write a file so that nobody ever sees half of it."""

from __future__ import annotations

import secrets
from pathlib import Path

from radtrace.errors import BadInput


def atomic_write(path: str | Path, content: str | bytes) -> None:
    """Write `content` to `path` (text as UTF-8), replacing what was there in one step.

    The content goes to a new file in the same folder, which is then renamed; the folder
    is made if it is missing.

    Raises
    ------
    BadInput
        If the path cannot be written, naming it and the system's reason.
    """
    target = Path(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    # A short name of its own: one made from the target's could pass the limit on a name's length.
    draft = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, draft, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(f"cannot write {target}: {reason}; choose a path that can be written") from error


def _replace(target: Path, draft: Path, data: bytes) -> None:
    try:
        draft.write_bytes(data)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
