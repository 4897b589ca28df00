"""Metrics on words."""
