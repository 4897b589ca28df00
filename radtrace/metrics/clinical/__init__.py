"""Metrics on the findings that reports state."""
