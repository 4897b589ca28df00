"""Scores as one self-contained page."""
