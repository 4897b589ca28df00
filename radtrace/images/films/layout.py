"""How the pixel data of a DICOM data set are laid out."""

from __future__ import annotations

from dataclasses import dataclass

from radtrace.images.films.errors import BadHeader, MultiFrame
from radtrace.images.films.tags import Tags, tag_name


@dataclass(frozen=True)
class Layout:
    """The Image Pixel Module, PS3.3 C.7.6.3."""

    rows: int
    columns: int
    samples: int
    allocated: int
    stored: int
    high_bit: int
    signed: bool
    photometric: str

    @property
    def pixel_bytes(self) -> int:
        """Bytes of one pixel, unpacked."""
        return self.samples * self.allocated // 8

    @property
    def frame_bytes(self) -> int:
        """Bytes of the picture, unpacked; YBR_FULL_422 shares its colour between two pixels."""
        size = self.rows * self.columns * self.pixel_bytes
        return size * 2 // 3 if self.photometric == "YBR_FULL_422" else size


def read_layout(tags: Tags) -> Layout:
    """The layout that the tags declare.

    Raises
    ------
    BadHeader, MultiFrame
        Naming the tag.
    """
    _check_single(tags)
    allocated = tags.required("BitsAllocated", 8, 16)
    if allocated not in (8, 16):
        raise BadHeader(
            f"{tags.name}: {tag_name('BitsAllocated')} is {allocated}, not 8 or 16; export again."
        )
    stored = tags.required("BitsStored", 1, allocated)
    samples = _samples(tags)
    return Layout(
        rows=tags.required("Rows", 1, 2**16 - 1),
        columns=tags.required("Columns", 1, 2**16 - 1),
        samples=samples,
        allocated=allocated,
        stored=stored,
        high_bit=_high_bit(tags, stored, allocated),
        signed=tags.number("PixelRepresentation") == 1,
        photometric=_photometric(tags, samples),
    )


def _check_single(tags: Tags) -> None:
    frames = tags.number("NumberOfFrames")
    if frames is not None and frames > 1:
        raise MultiFrame(f"{tags.name}: {tag_name('NumberOfFrames')} is {frames:g}; give one film a file.")


def _samples(tags: Tags) -> int:
    samples = tags.required("SamplesPerPixel", 1, 3)
    if samples == 2:
        raise BadHeader(f"{tags.name}: {tag_name('SamplesPerPixel')} is 2, not 1 or 3; export it again.")
    return samples


def _photometric(tags: Tags, samples: int) -> str:
    photometric = tags.text("PhotometricInterpretation")
    if photometric is None:
        photometric = "MONOCHROME2" if samples == 1 else "RGB"
        tags.notes.append(f"{tag_name('PhotometricInterpretation')} is missing; {photometric} was assumed.")
        tags.dataset.PhotometricInterpretation = photometric  # the decoders ask for it
    return photometric


def _high_bit(tags: Tags, stored: int, allocated: int) -> int:
    high_bit = tags.number("HighBit")
    if high_bit is None or not stored - 1 <= high_bit < allocated:
        tags.notes.append(f"{tag_name('HighBit')} is missing or impossible; {stored - 1} was assumed.")
        return stored - 1
    if high_bit != stored - 1:
        tags.notes.append(
            f"{tag_name('HighBit')} is {high_bit:g}, not {stored - 1} as in PS3.5 section 8.1.1."
        )
    return int(high_bit)
