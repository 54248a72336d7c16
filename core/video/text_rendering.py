"""Text rendering in any script, with the libass in imageio-ffmpeg's ffmpeg.

Pillow shapes Arabic, Hebrew and the scripts of India only where the system has libfribidi; libass
has its own, and finds a font for each glyph among our dependencies (Noto Sans). System fonts are
excluded on purpose: the same words look the same on every machine.
"""

from __future__ import annotations

import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import BinaryIO
from xml.sax.saxutils import escape

import numpy as np

from talking_photo.core.errors import RenderError
from talking_photo.core.model import UInt8

_TIMEOUT_SECONDS = 30
"""Time limit; it usually takes 0.1 s."""
_TEXTS_AT_A_TIME = 20
"""Each is a megabyte in the file of raw pictures."""
_EAST_ASIAN = frozenset(
    ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH")
)
_IN_NOTO_SANS = frozenset(
    (
        "LATIN",
        "GREEK",
        "CYRILLIC",
        "MODIFIER",
        "FEMININE",
        "MASCULINE",
        "MICRO",
        "KATAKANA-HIRAGANA",
    )
)
"""First words of Unicode names; the odd ones are ˈ, ª, º, µ and ー."""

_ASS_SCRIPT = """\
[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, Bold, BorderStyle, Outline, \
Alignment, Encoding
Style: Default,{font},{size:.1f},&H00FFFFFF,&H20000000,-1,1,{outline:.2f},5,-1

[Events]
Format: Start, End, Style, Text
{events}
"""
"""Alignment 5 is the middle; encoding -1 detects the direction of each line."""

_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedText:
    """Rendered text, cropped to its edges: both of shape (H, W), u8.

    `grey` is premultiplied by `alpha`.
    """

    grey: UInt8
    alpha: UInt8


def missing_script(text: str) -> str | None:
    """Return the first script in the text that no font has, as Unicode names it (`TIBETAN`)."""
    for script in map(_script, filter(str.isalpha, text)):
        if script in _EAST_ASIAN or script in _IN_NOTO_SANS:
            continue
        if not (_folder("manimgx_fonts") / f"NotoSans{script.title()}[wght].ttf").exists():
            return script
    return None


def _script(sign: str) -> str:
    """Return the first word of a character's Unicode name: a letter's script."""
    return unicodedata.name(sign, "UNKNOWN").split()[0]


def render_text(texts: Sequence[Sequence[str]], *, em: float, width: int) -> list[RenderedText]:
    """Render each text, white with a dark outline, its rows below one another.

    Args:
        texts: Rows of each text.
        em: Size of the letters, in pixels.
        width: Largest width of a row in pixels; wider ones are reduced.

    Raises:
        RenderError: lettering_failed or fonts_missing.
    """
    return list(render_texts(texts, em=em, width=width))


def render_texts(
    texts: Sequence[Sequence[str]], *, em: float, width: int
) -> Iterator[RenderedText]:
    """Render texts as `render_text` does, a few at a time: hours of captions take no more memory.

    Raises:
        RenderError: lettering_failed or fonts_missing.
    """
    if not texts:
        return
    # Rows are rendered on a wider strip and then measured, so that an unusually wide one is not
    # cut.
    strip = int(1.5 * width)
    font, file = _font(texts)
    line = em * _line_height(file)
    height = int(line * (max(map(len, texts)) + 1))
    for first in range(0, len(texts), _TEXTS_AT_A_TIME):
        some = texts[first : first + _TEXTS_AT_A_TIME]
        script_file = _ASS_SCRIPT.format(
            width=strip, height=height, font=font, size=line, outline=em / 14, events=_events(some)
        )
        with tempfile.TemporaryDirectory() as folder:
            raw = _draw(script_file, Path(folder), width=strip, height=height, seconds=len(some))
            with raw.open("rb") as pictures:
                for _ in some:
                    yield _fit_width(_read_next(pictures, strip, height), width)


def _events(texts: Sequence[Sequence[str]]) -> str:
    """Return an event of one second for each text."""
    return "\n".join(
        f"Dialogue: {_clock(second)},{_clock(second + 1)},Default,{_escaped(rows)}"
        for second, rows in enumerate(texts)
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.00"


def _draw(script_file: str, folder: Path, *, width: int, height: int, seconds: int) -> Path:
    """Return a file of raw grey pictures, two for each text: over black, and over white below it.

    Their difference is the alpha, independent of the filter's own treatment of alpha.

    Raises:
        RenderError: lettering_failed.
    """
    import imageio_ffmpeg

    source = f"s={width}x{height}:r=1:d={seconds},format=gbrp,ass=sheet.ass:shaping=complex"
    graph = f"color=black:{source}[a];color=white:{source}[b];[a][b]vstack,extractplanes=g"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error"]
    command += ["-filter_complex", graph, "-f", "rawvideo", "-pix_fmt", "gray", "drawn.raw"]
    raw, fonts = folder / "drawn.raw", folder / "fonts.conf"
    try:
        (folder / "sheet.ass").write_text(script_file, encoding="utf-8")
        fonts.write_text(_fonts(cache=folder), encoding="utf-8")
        # The words are in the file and never in the command.
        subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            env={"FONTCONFIG_FILE": str(fonts)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=_TIMEOUT_SECONDS,
        )
        size = raw.stat().st_size
    except (OSError, subprocess.SubprocessError) as exc:
        raise RenderError("lettering_failed") from exc
    if size != seconds * 2 * height * width:
        raise RenderError("lettering_failed")
    return raw


def _read_next(pictures: BinaryIO, width: int, height: int) -> RenderedText:
    """Read the next text and crop it to its edges."""
    pixels = np.frombuffer(pictures.read(2 * height * width), np.uint8)
    on_black, on_white = pixels.reshape(2, height, width)
    alpha = 255 - (on_white - on_black)
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    if not len(rows):
        return RenderedText(grey=np.zeros((2, 2), np.uint8), alpha=np.zeros((2, 2), np.uint8))
    area = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return RenderedText(grey=on_black[area].copy(), alpha=alpha[area].copy())


def _escaped(rows: Iterable[str]) -> str:
    r"""Escape what libass reads as commands: braces, and `\` before a letter."""
    lines = (row.replace("\\", "⧵").replace("{", "(").replace("}", ")") for row in rows)
    return r"\N".join(" ".join(line.split()) for line in lines)


def _font(texts: Iterable[Iterable[str]]) -> tuple[str, Path]:
    """Return name and file of the font for most of the words; libass finds the others itself.

    The main font sets the size. Han characters have national forms: only the other letters of the
    words tell which one is meant.
    """
    signs = (sign for rows in texts for row in rows for sign in row if sign.isalpha())
    scripts = Counter(map(_script, signs))
    main = scripts.most_common(1)[0][0] if scripts else "LATIN"
    if main in _EAST_ASIAN:
        japanese = scripts.keys() & {"HIRAGANA", "KATAKANA"}
        country = "JP" if japanese else "KR" if "HANGUL" in scripts else "SC"
        file = _folder("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc"
        return f"Noto Sans CJK {country}", file
    own = _folder("manimgx_fonts") / f"NotoSans{main.title()}[wght].ttf"
    if own.exists():
        return f"Noto Sans {main.title()}", own
    return "Noto Sans", _folder("manimgx_fonts") / "NotoSans[wght].ttf"


def _line_height(file: Path) -> float:
    """Return the height of a line in em, which libass, like Windows, takes for the size of a font.

    It is usWinAscent + usWinDescent of the table OS/2 over unitsPerEm of the table head, both at
    the offsets of the OpenType specification 1.9. Pillow gives only the other ascent, of hhea.
    """
    # Memory-mapped: the East Asian file has 33 MB.
    with file.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as font:
        start = unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
        count = unpack_from(">H", font, start + 4)[0]
        records = iter_unpack(">4sIII", font[start + 12 : start + 12 + 16 * count])
        tables = {tag: offset for tag, _, offset, _ in records}
        ascent, descent = unpack_from(">HH", font, tables[b"OS/2"] + 74)
        units = unpack_from(">H", font, tables[b"head"] + 18)[0]
    return float(ascent + descent) / float(units)


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RenderError("fonts_missing", package=package)
    return Path(spec.origin).parent


def _fonts(cache: Path) -> str:
    folders = (_folder("manimgx_fonts"), _folder("manimgx_fonts_cjk"))
    dirs = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders)
    return _FONTS.format(folders=dirs, cache=escape(str(cache)))


def _fit_width(rendered: RenderedText, width: int) -> RenderedText:
    import cv2

    height, wide = rendered.alpha.shape
    if wide <= width:
        return rendered
    size = (width, max(2, round(height * width / wide)))
    return RenderedText(
        grey=cv2.resize(rendered.grey, size, interpolation=cv2.INTER_AREA),
        alpha=cv2.resize(rendered.alpha, size, interpolation=cv2.INTER_AREA),
    )
