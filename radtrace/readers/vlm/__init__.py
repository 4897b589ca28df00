"""Readers that are language models: what they are shown, asked, and how their answers become Readings."""
