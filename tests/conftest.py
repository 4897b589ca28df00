"""Real films for every room's tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

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
