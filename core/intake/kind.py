"""What a file seems to be by its first bytes, for saying so in a refusal.

Its name is never asked.
"""

from __future__ import annotations

_SIGNATURES = (
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (8, b"WEBP", "webp"),
    (4, b"ftypavi", "avif"),  # the brands avif and avis
    (4, b"ftyphe", "heic"),  # heic heix heim heis hevc hevx hevm hevs
    (4, b"ftypmif1", "heic"),
    (4, b"ftypmsf1", "heic"),
    (0, b"GIF8", "gif"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (0, b"BM", "bmp"),
    (0, b"\x00\x00\x01\x00", "ico"),
    (0, b"8BPS", "psd"),
    (0, b"\xff\x0a", "jpeg xl"),
    (4, b"JXL ", "jpeg xl"),
    (0, b"\x00\x00\x00\x0cjP  ", "jpeg 2000"),
    (0, b"%!PS", "postscript"),
    (0, b"\xc5\xd0\xd3\xc6", "postscript"),
    (0, b"%PDF", "pdf"),
    (0, b"PK\x03\x04", "zip"),
    (4, b"ftyp", "mp4"),
    (4, b"jumb", "c2pa"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (8, b"AVI ", "avi"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"ID3", "mp3"),
    (8, b"WAVE", "wav"),
    (0, b"#!AMR", "amr"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "wma"),
    (0, b"\x0bw", "ac-3"),
    (0, b".snd", "au"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf9", "aac"),
    (0, b"\xff\xfd", "mp2"),
    (0, b"\xff\xfc", "mp2"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf2", "mp3"),
    (0, b"MAC ", "monkey's audio"),
    (0, b"wvpk", "wavpack"),
    (0, b".RMF", "realmedia"),
    (0, b"Creative Voice File", "voc"),
    (8, b"8SVX", "8svx"),
    (0, b"DSD ", "dsd"),
    (0, b"caff", "caf"),
    (0, b"MThd", "midi"),
)
"""Offset, bytes there, name; from the formats' own specifications. More special ones come
first."""


def kind_of(data: bytes) -> str:
    """Name the format that the first bytes claim, `svg`, `text`, or `unknown`."""
    for offset, signature, name in _SIGNATURES:
        if data.startswith(signature, offset):
            return name
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "svg"
    return (
        "text" if start and all(byte >= 32 or byte in b"\t\r\n" for byte in start) else "unknown"
    )
