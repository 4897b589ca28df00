"""Take the picture of a page for the README: `python docs/scripts/screenshot.py READING.html OUT.png`.

Needs Playwright and a Chromium. The first present or doubted sentence is pinned, so that its boxes and its
evidence map show. The picture is reduced to 256 colours, which keeps it under half a megabyte.
"""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1720, 1000
STILL = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


def main() -> None:
    """Parse, shoot, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path, help="a reading.html")
    parser.add_argument("picture", type=Path, help="the PNG to write")
    given = parser.parse_args()
    small(shot(given.page)).save(given.picture, optimize=True)


def shot(page: Path) -> Image.Image:
    """The page in a window of 1720 x 1000, with its first present or doubted sentence pinned."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(STILL))
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        tab.goto(page.resolve().as_uri())
        tab.wait_for_selector("html[data-ready=true]")
        claims = [tab.locator(f".sentence:has(.glyph.{claim})") for claim in ("present", "uncertain")]
        pinned = next((claim for claim in claims if claim.count()), None)
        if pinned is not None:
            pinned.first.click()
            tab.mouse.move(0, 0)
        tab.wait_for_timeout(400)
        picture = Image.open(io.BytesIO(tab.screenshot()))
        browser.close()
    return picture


def small(picture: Image.Image) -> Image.Image:
    """The picture in 256 colours of its own, dithered."""
    colours = picture.convert("RGB")
    return colours.quantize(palette=colours.quantize(256), dither=Image.Dither.FLOYDSTEINBERG)


if __name__ == "__main__":
    main()
