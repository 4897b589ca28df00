"""Metrics on heat maps."""
