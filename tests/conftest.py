"""Real films and a real browser for every room's tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent

# As root in a container Chromium needs --no-sandbox; the rest keeps it from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The machine may be busy; a slow example is no failure, and the same examples every time.
settings.register_profile(
    "radtrace", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("radtrace")


def dicom(name: str) -> Path:
    """A DICOM file that pydicom-data carries, such as RG1_UNCR.dcm."""
    from pydicom.data import get_testdata_file

    path = get_testdata_file(name, download=False)
    assert isinstance(path, str), f"{name} is missing; pip install pydicom-data"
    return Path(path)


@pytest.fixture(scope="session")
def chest_film() -> Path:
    """A CR chest film: 15 bits, MONOCHROME1, large masses on both sides."""
    return dicom("RG1_UNCR.dcm")


@pytest.fixture(scope="session")
def tibia_film() -> Path:
    """A radiograph of a tibia."""
    return dicom("RG3_UNCR.dcm")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real films outside the repository; skips where it is absent."""
    folder = Path(os.environ.get("RADTRACE_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "films.csv").exists():
        pytest.skip(f"no films at {folder}; set RADTRACE_DATA to the folder with films.csv")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, one for all tests: Playwright allows no second one beside it."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium here; apt-get install chromium runs the tests of the page")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
