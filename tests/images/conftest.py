"""Films to test on: real DICOM files that pydicom and pydicom-data carry, and small written ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.config import IGNORE
from pydicom.data import get_testdata_file
from pydicom.datadict import dictionary_VR
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ComputedRadiographyImageStorage, ExplicitVRLittleEndian, generate_uid


def real_file(name: str) -> Path:
    found = get_testdata_file(name, download=False)
    assert isinstance(found, str), f"{name} is in neither pydicom nor pydicom-data"
    return Path(found)


@pytest.fixture
def real() -> Callable[[str], Path]:
    """The path of a real DICOM file."""
    return real_file


@pytest.fixture
def as_film(tmp_path: Path) -> Callable[..., Path]:
    """A real DICOM file with some tags changed, by default so that it passes for a chest film.

    A value of None takes the tag away.
    """

    def write(name: str, **tags: Any) -> Path:
        dataset = pydicom.dcmread(real_file(name))
        _set(dataset, {"Modality": "CR", "BodyPartExamined": "CHEST", "NumberOfFrames": None, **tags})
        path = tmp_path / name
        dataset.save_as(path)
        return path

    return write


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A CR file with the given stored values and tags."""

    def write(pixels: NDArray[Any], name: str = "film.dcm", **tags: Any) -> Path:
        dataset = _dataset(pixels)
        _set(dataset, tags)
        path = tmp_path / name
        dataset.save_as(path, enforce_file_format=True)
        return path

    return write


def _dataset(pixels: NDArray[Any]) -> pydicom.Dataset:
    dataset = pydicom.Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = ComputedRadiographyImageStorage
    dataset.SOPInstanceUID, dataset.StudyInstanceUID = generate_uid(), generate_uid()
    dataset.Modality, dataset.BodyPartExamined, dataset.ViewPosition = "CR", "CHEST", "PA"
    dataset.PatientOrientation = ["L", "F"]
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    bits = 8 * pixels.dtype.itemsize
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = bits, bits, bits - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    dataset.add_new("PixelData", "OW" if bits == 16 else "OB", pixels.tobytes())
    return dataset


def _set(dataset: pydicom.Dataset, tags: dict[str, Any]) -> None:
    for keyword, value in tags.items():
        if value is not None:
            vr = dictionary_VR(keyword)
            dataset[keyword] = pydicom.DataElement(keyword, vr, value, validation_mode=IGNORE)
        elif keyword in dataset:
            delattr(dataset, keyword)


@pytest.fixture
def ramp() -> NDArray[np.uint16]:
    """Stored values 0 to 4095, each once, shape (64, 64)."""
    return np.arange(4096, dtype=np.uint16).reshape(64, 64)


@pytest.fixture
def shades() -> NDArray[np.uint8]:
    """A smooth picture with an edge, 8 bits, shape (120, 96)."""
    rows, columns = np.mgrid[:120, :96]
    waves = 110 + 60 * np.sin(rows / 17) + 50 * np.cos(columns / 11) + 30 * (rows > columns)
    shown: NDArray[np.uint8] = waves.clip(0, 255).astype(np.uint8)
    return shown
