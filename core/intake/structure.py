"""What a picture's file asks of its decoder, read from its headers before anything is decoded."""

from __future__ import annotations

import re
import struct

from talking_photo.core.errors import RequestError

_MAX_SCANS = 100
_MAX_SCANS_BY_MEGAPIXELS = 1_200.0
"""A progressive JPEG has about 10 scans; each goes over all of its blocks, however little it
says."""
_MAX_PNG_CHUNKS = 50_000
"""Photos have some thousand at most: those of their pixels, often of 8192 bytes."""

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""In the data of a scan, other bytes behind 0xFF are stuffing, restarts or fillers."""
_START_OF_SCAN, _END = 0xDA, 0xD9
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}


def decoding_passes(kind: str, data: bytes) -> int:
    """Return how often a decoder goes over all pixels of the picture, before anything is decoded.

    Args:
        kind: As of `kind_of`.
        data: The whole file.

    Raises:
        RequestError: input_too_costly, for a file of more parts than any photo has.
    """
    if kind == "png" and _png_chunks(data) > _MAX_PNG_CHUNKS:
        raise RequestError("input_too_costly")
    scans = _jpeg_scans(data) if kind == "jpeg" else 1
    if scans > _MAX_SCANS:
        raise RequestError("input_too_costly")
    return scans


def check_passes(passes: int, megapixels: float) -> None:
    """Refuse a picture whose decoding would take far longer than that of any photo.

    Raises:
        RequestError: input_too_costly.
    """
    if passes * megapixels > _MAX_SCANS_BY_MEGAPIXELS:
        raise RequestError("input_too_costly")


def _jpeg_scans(data: bytes) -> int:
    """Count the scans of the first picture; those of thumbnails lie inside segments."""
    scans, at = 0, 2
    while (found := _NEXT_MARKER.search(data, at)) is not None and scans <= _MAX_SCANS:
        marker, at = data[found.start() + 1], found.end()
        if marker == _END:
            break
        scans += marker == _START_OF_SCAN
        if marker not in _WITHOUT_LENGTH and at + 2 <= len(data):
            at += max(struct.unpack_from(">H", data, at)[0], 2)
    return scans


def _png_chunks(data: bytes) -> int:
    chunks, at = 0, 8
    while at + 8 <= len(data) and chunks <= _MAX_PNG_CHUNKS:
        length, name = struct.unpack_from(">I4s", data, at)
        chunks += 1
        at += length + 12
        if name == b"IEND":
            break
    return chunks
