"""The command line: `main` runs one command and maps its outcome to an exit code.

0      success
1      an internal error, on one line; `radtrace leaks`: leaks were found
2      bad input or usage; in a batch: at least one file was rejected, the others were processed
130    stopped by Ctrl-C (143 by SIGTERM); no file is left half-written
"""

from __future__ import annotations

import sys

from radtrace.cli.run import run

__all__ = ["main"]


def main() -> None:
    """Run the command in `sys.argv` and exit with its code."""
    sys.exit(run(sys.argv[1:]))
