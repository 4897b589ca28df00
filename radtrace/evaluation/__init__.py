"""Evaluation: case kinds, pairing, image-blind rows, bootstrap, tables, JSON and the page."""
