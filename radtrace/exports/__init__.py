"""Exports: a Reading as plain text and as one HTML page; gaze plots."""

from radtrace.exports.html import render_html
from radtrace.exports.text import render_text

__all__ = ["render_html", "render_text"]
