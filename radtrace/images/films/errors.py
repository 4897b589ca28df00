"""The refusals of the films room.

FilmError (radtrace.record)
├── Unreadable           missing, forbidden, a folder, a pipe, a device, a loop of links
│   └── NoFilms          folders without a single film in them
├── NotAnImage           neither DICOM, PNG nor JPEG, or an empty file
├── CorruptFilm          damaged beyond showing
│   ├── TruncatedFilm    the file or its pixel data stop too early
│   ├── BadHeader        a tag has a value that cannot be used, such as zero rows
│   └── NoPixels         a DICOM object without pixel data
├── UnknownCodec         compressed in a way nothing here decodes
├── MultiFrame           several frames, pages or animation
├── TooSmall             under 64 pixels a side
├── TooLarge             over 200 megapixels
│   └── DecompressionBomb    a small file that unpacks into a huge picture
└── NotAChestFilm (radtrace.record; here its score is 0)
    ├── WrongModality    CT, MR, US, ..., or a DICOM object that is no image
    ├── WrongBodyPart    tagged as another part of the body
    ├── LateralFilm      tagged as a lateral view, or one by its content
    ├── ColourPhotograph coloured over a large part
    ├── BlankPicture     nothing in it
    └── NoisePicture     nothing but noise in it
"""

from __future__ import annotations

from radtrace.record import FilmError, NotAChestFilm


class Unreadable(FilmError):
    """The path leads to no file that can be read."""


class NoFilms(Unreadable):
    """The folders given hold no film."""


class NotAnImage(FilmError):
    """The file is neither DICOM, PNG nor JPEG."""


class CorruptFilm(FilmError):
    """The file is damaged."""


class TruncatedFilm(CorruptFilm):
    """The file or its pixel data stop too early."""


class BadHeader(CorruptFilm):
    """A tag is missing or has a value that cannot be used."""


class NoPixels(CorruptFilm):
    """The DICOM object has no pixel data."""


class UnknownCodec(FilmError):
    """No decoder for this transfer syntax or coding."""


class MultiFrame(FilmError):
    """More than one frame, page or picture."""


class TooSmall(FilmError):
    """Too few pixels to read."""


class TooLarge(FilmError):
    """More pixels or bytes than are accepted."""


class DecompressionBomb(TooLarge):
    """A small file that declares a huge picture."""


class _SurelyNotAChestFilm(NotAChestFilm):
    def __init__(self, message: str) -> None:
        super().__init__(message, score=0.0)


class WrongModality(_SurelyNotAChestFilm):
    """Not a radiograph: another modality, or a DICOM object that is no image."""


class WrongBodyPart(_SurelyNotAChestFilm):
    """A radiograph of something else."""


class LateralFilm(_SurelyNotAChestFilm):
    """A lateral view."""


class ColourPhotograph(_SurelyNotAChestFilm):
    """A picture in colour."""


class BlankPicture(_SurelyNotAChestFilm):
    """A picture of one shade."""


class NoisePicture(_SurelyNotAChestFilm):
    """A picture whose neighbouring parts have nothing to do with each other."""
