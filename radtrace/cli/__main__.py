"""`python -m radtrace.cli`, where the `radtrace` script is not on the path."""

from radtrace.cli import main

main()
