"""Write files atomically: readers see the old file or the whole new one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from radtrace.errors import BadInput


def atomic_write(path: str | Path, content: str | bytes) -> None:
    """Write `content` (text as UTF-8) to `path` atomically; a missing folder is made.

    Raises
    ------
    BadInput
        If the path cannot be written, naming it and the system's reason.
    """
    with atomic_file(path) as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def atomic_file(path: str | Path) -> Iterator[BinaryIO]:
    """A new file that replaces `path` when the block ends; nothing is left where the block fails.

    A device or pipe, such as /dev/null, is written to: a file must not take its place.

    Raises
    ------
    BadInput
        If the path cannot be written, naming it and the system's reason.
    """
    target = Path(path)
    # A short name of its own: one made from the target's could exceed the limit on file names.
    draft = target.parent / f".{secrets.token_hex(8)}.tmp"
    special = target.exists() and not (target.is_file() or target.is_dir())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (target if special else draft).open("wb") as file:
            yield file
        if not special:
            draft.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(f"cannot write {target}: {reason}; choose a path that can be written") from error
    finally:
        with suppress(NotADirectoryError):  # where a part of the path is a file, there is no draft
            draft.unlink(missing_ok=True)


def keep_inputs(inputs: Iterable[Path], *outputs: Path | None) -> None:
    """Reject an output path that is an input file, which would be replaced.

    Raises
    ------
    BadInput
        Naming the first such path.
    """
    for output in outputs:
        if output is not None and output.exists() and any(_same(output, path) for path in inputs):
            raise BadInput(f"{output}: is an input and would be overwritten; give the output another name")


def _same(output: Path, path: Path) -> bool:
    try:
        return output.samefile(path)
    except OSError:
        return False
