"""Validates an untrusted picture file: a checked, upright RGB photo, or a RequestError."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from io import BytesIO

import numpy as np
from PIL import ExifTags, Image, ImageChops, ImageCms

from talking_photo.core.errors import RequestError
from talking_photo.core.intake.colour import ColourSpace, colour_space_of, to_srgb
from talking_photo.core.intake.kind import kind_of
from talking_photo.core.intake.press import is_separated, printed
from talking_photo.core.intake.structure import check_passes, decoding_passes
from talking_photo.core.model import Photo
from talking_photo.core.settings import PhotoLimits

_KINDS = {"jpeg", "png", "webp", "avif", "heic"}
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
_BACKGROUND = (200, 200, 200)
"""Behind transparent pixels: light enough for dark hair, dark enough for a white sticker
border."""

_TURNS: Mapping[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each value of the EXIF tag Orientation (TIFF 6.0)."""


def check_kind(data: bytes) -> str:
    """Return what kind of picture a file seems to be, by its first bytes.

    Raises:
        RequestError: photo_empty or photo_unsupported.
    """
    if not data:
        raise RequestError("photo_empty")
    kind = kind_of(data)
    if kind not in _KINDS:
        raise RequestError("photo_unsupported", kind=kind)
    return kind


def read_photo(data: bytes, limits: PhotoLimits) -> Photo:
    """Check and decode a picture file.

    Taken are JPEG, PNG, WebP, AVIF and HEIC. Of an animation the first frame counts. Colours
    become sRGB, the camera's turn is applied, transparency lies over a light grey, metadata stay
    behind.

    Args:
        data: The whole file, whatever its name says.
        limits: What is refused, and the longest side of the result.

    Returns:
        RGB u8, shape (H, W, 3).

    Raises:
        RequestError: photo_empty, photo_too_big, photo_unsupported, photo_too_many_pixels,
            photo_too_small, photo_broken or input_too_costly.
    """
    if len(data) > limits.max_bytes:
        raise RequestError("photo_too_big", bytes=len(data), max_bytes=limits.max_bytes)
    kind = check_kind(data)
    passes = decoding_passes(kind, data)
    with warnings.catch_warnings():
        # Pillow warns about each oddity in a file; what matters of them is checked here.
        warnings.simplefilter("ignore")
        image = _open(data, kind)
        _check_size(*image.size, limits)
        check_passes(passes, image.width * image.height / 1e6)
        try:
            space = colour_space_of(image, kind, data)
            pixels = np.asarray(_upright_rgb(image, limits.max_side, space))
        except Exception as exc:  # no list of what a decoder raises on hostile bytes is complete
            raise RequestError("photo_broken", kind=kind) from exc
    return Photo(pixels=pixels)


def _open(data: bytes, kind: str) -> Image.Image:
    """Read the header only; no pixel is decoded.

    Raises:
        RequestError: photo_broken.
    """
    from pillow_heif import register_heif_opener

    # Embedded thumbnails need not show what the picture shows.
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=2)
    # Pillow's own bomb check comes at the same moment as ours, but knows neither our limits nor
    # numbers.
    Image.MAX_IMAGE_PIXELS = None
    try:
        return Image.open(BytesIO(data), formats=_FORMATS)
    except Exception as exc:
        raise RequestError("photo_broken", kind=kind) from exc


def _check_size(width: int, height: int, limits: PhotoLimits) -> None:
    megapixels = width * height / 1e6
    if megapixels > limits.max_megapixels or max(width, height) > limits.max_file_side:
        raise RequestError(
            "photo_too_many_pixels",
            megapixels=round(megapixels, 1),
            max_megapixels=limits.max_megapixels,
            side_pixels=max(width, height),
            max_side_pixels=limits.max_file_side,
        )
    if min(width, height) < limits.min_side:
        raise RequestError(
            "photo_too_small", side_pixels=min(width, height), min_side_pixels=limits.min_side
        )


def _upright_rgb(image: Image.Image, max_side: int, space: ColourSpace | None) -> Image.Image:
    scale = min(1.0, max_side / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image.draft(None, size)  # JPEG: decodes at 1/2, 1/4 or 1/8 when that is enough
    image.load()
    turn, profile = _turn(image), image.info.get("icc_profile")
    image = _eight_bits(image)
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if space is not None and image.mode in {"RGB", "RGBA", "L"}:
        image = to_srgb(image, space)
    else:
        image = _to_srgb(image, profile)
    if image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, (*_BACKGROUND, 255))
        image = Image.alpha_composite(ground, image)
    image = image.convert("RGB")
    return image if turn is None else image.transpose(turn)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What makes the picture upright.

    `ImageOps.exif_transpose` writes the other tags back, which fails on the odd ones of some
    cameras.
    """
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - broken metadata do not spoil the pixels
        return None
    return _TURNS.get(orientation)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Bring any mode to RGBA where something is transparent, else to L, CMYK or RGB."""
    if image.format == "JPEG" and image.mode == "CMYK" and "adobe" not in image.info:
        # Only Adobe stores inks inverted; Pillow turns all of them.
        return ImageChops.invert(image)
    if image.mode.startswith("I"):
        # 16-bit grey. Pillow's convert() may clip it at 255, which makes a photo white.
        return Image.fromarray((np.asarray(image).clip(0, 65535) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "CMYK", "RGB"} else image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply the picture's colour profile.

    One that is broken or of another kind of picture is ignored; inks without one are taken for
    those of an offset press.
    """
    if not profile:
        return printed(image) if image.mode == "CMYK" and is_separated(image) else image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        alpha = None
        if image.mode == "RGBA" and source.profile.xcolor_space.strip() == "GRAY":
            # Grey with alpha was made RGBA; its colours are equal, and the profile knows one only.
            alpha = image.getchannel("A")
            image = image.getchannel("R")
        converted = ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
        if converted is not None and alpha is not None:
            converted.putalpha(alpha)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return _to_srgb(image, None)
    return image if converted is None else converted
