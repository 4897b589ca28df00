"""Scanpaths predicted: which path to give for a target, by baselines and by fitted models."""
