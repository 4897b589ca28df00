"""Decodes one lossless JPEG or JPEG-LS codestream with GDCM, in a process of its own.

On damaged data GDCM writes past its buffers, and every JPEG-LS decoder at hand can compute
for minutes; either would take the reading of a whole batch with it. Run as a script: the
transfer syntax, rows, columns, samples, bits allocated and bits stored are the arguments,
the codestream comes on standard input, and the pixels leave on standard output,
little-endian and colour by pixel. It imports nothing of ours, so that it starts fast.
"""

from __future__ import annotations

import sys

import gdcm


def decode(codestream: bytes, syntax: str, size: tuple[int, int, int], allocated: int, stored: int) -> bytes:
    """The pixels of `codestream`, of `size` (rows, columns, samples)."""
    rows, columns, samples = size
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((columns, rows, 1))
    image.SetDataElement(_pixel_data(codestream))
    name = "MONOCHROME2" if samples == 1 else "RGB"
    kind = gdcm.PhotometricInterpretation.GetPIType(name)
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(syntax)))
    image.SetPixelFormat(gdcm.PixelFormat(samples, allocated, stored, stored - 1, 0))
    # GDCM hands bytes over as text.
    return bytes(image.GetBuffer().encode("utf-8", "surrogateescape"))


def _pixel_data(codestream: bytes) -> gdcm.DataElement:
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(codestream)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    return element


if __name__ == "__main__":
    rows, columns, samples, allocated, stored = (int(number) for number in sys.argv[2:])
    pixels = decode(sys.stdin.buffer.read(), sys.argv[1], (rows, columns, samples), allocated, stored)
    sys.stdout.buffer.write(pixels)
