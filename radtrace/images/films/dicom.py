"""DICOM to pixels."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from radtrace.errors import one_line
from radtrace.images.films.admission import admit, view_of
from radtrace.images.films.colour import grey_of_colour
from radtrace.images.films.context import read_context
from radtrace.images.films.decode import decode, unknown_codec
from radtrace.images.films.display import display
from radtrace.images.films.errors import CorruptFilm, DecompressionBomb, TruncatedFilm
from radtrace.images.films.layout import Layout, read_layout
from radtrace.images.films.limits import check_ratio
from radtrace.images.films.orientation import upright
from radtrace.images.films.quiet import warnings_as_notes
from radtrace.images.films.source import FilmSource
from radtrace.images.films.spacing import Spacing, read_spacing, square_pixels
from radtrace.images.films.tags import Tags, tag_name
from radtrace.record import Film

if TYPE_CHECKING:
    from pydicom import FileDataset
    from pydicom.uid import UID

_INFLATE_STEP = 2**20
# File meta information is short; a deflated file names its transfer syntax within it.
_META_BYTES = 2**12
_OVERLAYS = 0x6000
_EXPECTED = ("StudyInstanceUID", "SOPInstanceUID", "SOPClassUID")


def load_dicom(source: FilmSource, *, lateral: bool = False) -> Film:
    """The film in a DICOM file, after the display pipeline of PS3.4 N.2 and turned upright.

    With `lateral`, a film tagged as a lateral is taken too.

    Raises
    ------
    FilmError
        One of `radtrace.images.films.errors`, naming the tag.
    """
    notes: list[str] = []
    pipeline: list[str] = []
    with warnings_as_notes(notes):
        tags = read_tags(source, notes)
        syntax = transfer_syntax(tags)
        admit(tags, lateral=lateral)
        pixels = _shown(tags, syntax, pipeline)
        pixels, spacing = square_pixels(tags, pixels, read_spacing(tags, pipeline), pipeline)
        turn = upright(tags, pipeline)
        _note_oddities(tags)
        context = read_context(tags)
        study_uid, view = tags.text("StudyInstanceUID"), view_of(tags)
        laterality = tags.text("ImageLaterality") or tags.text("Laterality")
    return Film(
        pixels=turn(pixels),
        file=source.name,
        sha256=source.sha256,
        spacing_mm=_turned(spacing) if turn.transpose else spacing.millimetres,
        spacing_source=spacing.source,
        view=view,
        laterality=laterality,
        study_uid=study_uid,
        context=context,
        notes=tuple(notes),
        pipeline=tuple(pipeline),
    )


def read_tags(source: FilmSource, notes: list[str]) -> Tags:
    """The data set of `source`, pixel data included but not decoded.

    Raises
    ------
    CorruptFilm, TruncatedFilm, DecompressionBomb
    """
    import pydicom

    _check_deflated(source)
    try:
        dataset = pydicom.dcmread(BytesIO(source.data), force=True)
    except EOFError as error:
        raise TruncatedFilm(f"{source.name}: the DICOM file stops too early; copy it again.") from error
    except Exception as error:  # damaged bytes make pydicom raise nearly anything
        why = f"the DICOM header is damaged ({one_line(error)})"
        raise CorruptFilm(f"{source.name}: {why}; export it again.") from error
    if not len(dataset):  # what pydicom gives where an element runs over the end of the file
        raise TruncatedFilm(f"{source.name}: the DICOM file stops too early; copy it again.")
    return Tags(source.name, dataset, notes)


def transfer_syntax(tags: Tags) -> UID:
    """As tagged, or where it is missing as the data set was found to be encoded (PS3.5 section 10)."""
    from pydicom import uid

    dataset = cast("FileDataset", tags.dataset)
    syntax = dataset.file_meta.get("TransferSyntaxUID")
    if isinstance(syntax, uid.UID) and syntax:
        return _checked(tags, syntax)
    implicit, little = dataset.original_encoding
    guess = uid.ImplicitVRLittleEndian if implicit else uid.ExplicitVRLittleEndian
    guess = guess if little else uid.ExplicitVRBigEndian
    dataset.file_meta.TransferSyntaxUID = guess
    tags.notes.append(f"No transfer syntax is given; it was read as {guess.name}.")
    return guess


def _checked(tags: Tags, syntax: UID) -> UID:
    try:
        syntax.is_encapsulated  # noqa: B018
    except ValueError as error:
        raise unknown_codec(tags, syntax) from error
    return syntax


def _check_deflated(source: FilmSource) -> None:
    """pydicom inflates without a limit, so what a deflated data set unpacks to is counted first."""
    from pydicom.filereader import _read_file_meta_info, read_preamble
    from pydicom.uid import DeflatedExplicitVRLittleEndian

    if DeflatedExplicitVRLittleEndian.encode() not in source.data[:_META_BYTES]:
        return
    file = BytesIO(source.data)
    try:
        read_preamble(file, force=True)
        _read_file_meta_info(file)
        _count_inflated(source.name, source.data[file.tell() :])
    except DecompressionBomb:
        raise
    except Exception as error:  # damaged bytes make pydicom raise nearly anything
        raise CorruptFilm(f"{source.name}: the deflated data set is damaged; copy the file again.") from error


def _count_inflated(name: str, deflated: bytes) -> None:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest, total = deflated, 0
    while rest and not inflater.eof:
        total += len(inflater.decompress(rest, _INFLATE_STEP))
        check_ratio(name, total, len(deflated))
        rest = inflater.unconsumed_tail


def _note_oddities(tags: Tags) -> None:
    """Note what a reader should know of the file although it can be read."""
    for keyword in _EXPECTED:
        if tags.text(keyword) is None:
            tags.notes.append(f"{tag_name(keyword)} is missing.")
    if tags.text("BurnedInAnnotation") == "YES":
        tags.notes.append(f"{tag_name('BurnedInAnnotation')} is YES: the picture may name the patient.")
    if tags.text("PresentationIntentType") == "FOR PROCESSING":
        tags.notes.append("The image is for processing, not prepared for display.")
    _note_lossy(tags)
    present = tags.dataset.keys()  # the elements themselves may be damaged
    if any(tag.group & 0xFF01 == _OVERLAYS for tag in present):
        tags.notes.append("Overlays are in the file and were not drawn.")


def _note_lossy(tags: Tags) -> None:
    if tags.text("LossyImageCompression") != "01":
        return
    ratios = tags.numbers("LossyImageCompressionRatio")
    ratio = f" {ratios[0]:g}:1" if ratios else " by an unknown ratio"
    tags.notes.append(f"The picture was compressed with loss{ratio}.")


def _shown(tags: Tags, syntax: UID, pipeline: list[str]) -> NDArray[np.float32]:
    layout = read_layout(tags)
    pixels = decode(tags, layout, syntax)
    pipeline.append(_layout_line(layout, syntax))
    if pixels.ndim == 2 and layout.photometric != "PALETTE COLOR":
        return display(tags, layout, pixels, pipeline)
    return _grey(tags, layout, pixels, pipeline)


def _layout_line(layout: Layout, syntax: UID) -> str:
    sign = "signed" if layout.signed else "unsigned"
    return (
        f"{layout.rows} x {layout.columns} {layout.photometric}, {layout.stored} of {layout.allocated} bits, "
        f"{sign}, decoded from {syntax.name}."
    )


def _grey(
    tags: Tags, layout: Layout, pixels: NDArray[np.integer[Any]], pipeline: list[str]
) -> NDArray[np.float32]:
    """RGB, or a palette by PS3.3 C.7.9, to grey."""
    from pydicom.pixels.processing import apply_color_lut

    top = 2**layout.stored - 1
    if pixels.ndim == 2:
        try:
            pixels = apply_color_lut(pixels, tags.dataset)
        except Exception as error:  # damaged palettes make pydicom raise nearly anything
            raise CorruptFilm(f"{tags.name}: the colour palette is damaged; export again.") from error
        top = int(np.iinfo(pixels.dtype).max)
    return grey_of_colour(tags.name, pixels[..., :3], top, tags.notes, pipeline)


def _turned(spacing: Spacing) -> tuple[float, float] | None:
    return spacing.millimetres and (spacing.millimetres[1], spacing.millimetres[0])
