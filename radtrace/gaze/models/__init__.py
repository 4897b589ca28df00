"""Scanpath models: their file format, and inference with numpy alone."""
