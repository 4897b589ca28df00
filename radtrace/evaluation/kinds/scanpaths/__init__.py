"""Predicted scanpaths against those of human readers."""
