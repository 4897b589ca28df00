"""HTML in which all that came from outside is text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def text(value: str) -> str:
    """`value` as text of an element; what cannot be shown becomes U+FFFD, line ends are kept."""
    return escape("".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in value))


def element(tag: str, *children: str, kind: str = "") -> str:
    """An element around markup; `kind` is its class, which only this package names."""
    opening = f'<{tag} class="{kind}">' if kind else f"<{tag}>"
    return f"{opening}{''.join(children)}</{tag}>"


def table(head: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    """A table of texts; the first cell of a row is its heading."""
    top = element("tr", *(element("th", text(cell)) for cell in head))
    return element("table", element("thead", top), element("tbody", *(_row(list(cells)) for cells in body)))


def _row(cells: list[str]) -> str:
    return element("tr", element("th", text(cells[0])), *(element("td", text(cell)) for cell in cells[1:]))
