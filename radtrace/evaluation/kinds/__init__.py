"""The kinds of cases that can be scored, one a file."""
