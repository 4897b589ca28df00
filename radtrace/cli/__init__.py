"""The command line: `main` runs one command and turns every outcome into an exit code.

0      done; every file was read
1      a fault of radtrace's own, said in one line; `radtrace leaks`: leaks were found
2      bad input or usage; in a batch: at least one file was refused, the others were read
130    stopped by Ctrl-C (143 by SIGTERM); nothing is left half-written
"""

from __future__ import annotations

import sys

from radtrace.cli.run import run

__all__ = ["main"]


def main() -> None:
    """Run the command in `sys.argv` and exit with its code."""
    sys.exit(run(sys.argv[1:]))
