"""Metrics on boxes."""
