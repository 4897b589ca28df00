"""The documentation site builds without a warning, and needs no network to be read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from radtrace.phantom import draw
from radtrace.verify import verify
from tests.house.test_arrows import PACKAGE, ROOMS

ROOT = Path(__file__).parents[2]
FETCHES = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//"""
    r"""|<link\b[^>]*rel=["']?(?:stylesheet|preconnect|preload|icon)[^>]*href=["']?(?:https?:)?//"""
    r"""|url\(["']?(?:https?:)?//""",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr
    return out


def test_no_page_fetches_from_elsewhere(site: Path) -> None:
    pages = [*site.rglob("*.html"), *site.rglob("*.css")]
    assert len(pages) > 20
    assert not [page.name for page in pages if FETCHES.search(page.read_text("utf-8"))]


def test_generated_pages_hold_what_the_package_has(site: Path) -> None:
    def text(page: str) -> str:
        return (site / "reference" / page).read_text("utf-8")

    assert "radtrace gaze import" in text("cli.html") and "--resume" in text("cli.html")
    assert 'id="finding"' in text("schema.html") and "box_scores" in text("schema.html")
    assert "radtrace.read" in text("api.html") and "NotAChestFilm" in text("api.html")
    assert "lung_nodule_or_mass" in text("vocabulary.html")


@pytest.mark.parametrize("page", ["index.html", "reference/api.html", "guides/train.html"])
def test_the_browser_asks_for_local_files_only(site: Path, page: str, browser: Browser) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((site / page).as_uri())
    tab.wait_for_load_state("networkidle")
    tab.close()
    assert asked and not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


def test_the_tree_of_the_architecture_page_is_the_package() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    shown = re.findall(r"^  (\w+)(?:/|\.py) ", page, re.MULTILINE)
    there = {path.stem for path in PACKAGE.iterdir() if path.name[0] not in "_." and path.suffix != ".typed"}
    assert shown == [room for room in ROOMS if room in there]


def test_every_check_is_explained() -> None:
    page = (ROOT / "docs" / "guides" / "check-readings.md").read_text("utf-8")
    names = {check.name for check in verify(draw(1, 128).reading)}
    assert names <= set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
