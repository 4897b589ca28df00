"""Pages for the tests in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page

from tests.exports.sample import write_page


class Opener(Protocol):
    """Opens a page file in a window of some size."""

    def __call__(self, file: Path = ..., width: int = ..., height: int = ...) -> Page: ...


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's page."""
    return write_page(tmp_path_factory.mktemp("pages") / "reading.html")


@pytest.fixture(scope="session")
def critical_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's page, with a critical finding."""
    return write_page(tmp_path_factory.mktemp("pages") / "critical.html", critical=True)


@pytest.fixture
def opened(browser: Browser, page_file: Path) -> Iterator[Opener]:
    """Opens a page file; at the end, fails on any message of the page and on any request it made."""
    troubles: list[str] = []
    pages: list[Page] = []

    def open_page(file: Path = page_file, width: int = 1440, height: int = 900) -> Page:
        page = browser.new_page(viewport={"width": width, "height": height})
        pages.append(page)
        page.on("console", lambda message: troubles.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("request", lambda request: troubles.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=true]")
        troubles.remove(file.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()
    assert troubles == []


@pytest.fixture
def page(opened: Opener) -> Page:
    """The sample's page, open at 1440 x 900."""
    return opened()
