"""Metrics on what reports state."""
