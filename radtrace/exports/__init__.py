"""What comes out: a Reading as plain text, as one page, and how a file is written."""

from radtrace.exports.html import render_html
from radtrace.exports.text import render_text

__all__ = ["render_html", "render_text"]
