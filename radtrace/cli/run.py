"""Run one command: its outcome becomes an exit code and at most one sentence on stderr."""

from __future__ import annotations

import errno
import shlex
import sys
from collections.abc import Callable, Sequence
from functools import cache

STOPPED = 130


def run(arguments: Sequence[str]) -> int:
    """The exit code of `radtrace ARGUMENTS`; see `radtrace.cli` for what each one means."""
    try:
        return _command(arguments)
    except KeyboardInterrupt:
        return _say("stopped", STOPPED)
    except Exception as error:
        if _wraps_a_stop(error):
            return _say("stopped", STOPPED)
        if "--debug" in arguments:
            raise
        return _say(*_explain(error, arguments))


def _wraps_a_stop(error: Exception) -> bool:
    """Whether it is Ctrl-C during JSON serialisation, which pydantic reports as an error of the value."""
    return type(error).__name__ == "PydanticSerializationError" and "KeyboardInterrupt" in str(error)


def _command(arguments: Sequence[str]) -> int:
    try:
        _built()(list(arguments), prog_name="radtrace")
    except SystemExit as end:  # typer's way to say that it is done, with usage errors already shown
        code = end.code
    if code == STOPPED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


@cache
def _built() -> Callable[..., object]:
    """The commands, assembled once in a process."""
    from typer.main import get_command

    from radtrace.cli.app import app

    return get_command(app)


def _explain(error: Exception, arguments: Sequence[str]) -> tuple[str, int]:
    from radtrace.errors import RadtraceError  # here: the record brings pydantic and numpy

    if isinstance(error, RadtraceError):
        return str(error), error.exit_code
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}", 2
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
        return f"cannot write the output: {error.strerror}; free space there or write elsewhere", 2
    again = f"radtrace --debug {shlex.join(arguments)}"
    name = type(error).__name__
    return f"internal error, {name}: {_first_line(error)}; run with --debug for the traceback: {again}", 1


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "no message")


def _say(sentence: str, code: int) -> int:
    print(f"radtrace: {sentence}", file=sys.stderr)
    return code
