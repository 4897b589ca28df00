"""Data sets of others, read from their own files."""
