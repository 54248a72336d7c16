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
from dataclasses import dataclass, replace
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import BinaryIO, Self
from xml.sax.saxutils import escape

import numpy as np

from talking_photo.core.errors import RenderError
from talking_photo.core.model import UInt8

_TIMEOUT_SECONDS = 30
"""Time limit; it usually takes 0.1 s."""
_BLACK = 16
"""What ffmpeg's filter draws for black, as for white 235, whatever the format of the picture."""
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
    """Rendered text, cropped to its edges: all of shape (H, W), u8.

    `grey` is premultiplied by `alpha`.
    """

    grey: UInt8
    alpha: UInt8
    runs: UInt8 | None = None
    """The number of the run, from 1, that a pixel belongs to; 0 for none. None when the text has
    no runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A part of a row that can be told apart in the picture."""

    text: str
    number: int
    """From 1, in the order of the text."""


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
    for drawn in _render(texts, [_escaped(rows) for rows in texts], em=em, width=width):
        yield _fit_width(drawn.cropped(drawn.edges()), width)


def render_runs(
    texts: Sequence[Sequence[Sequence[str]]], *, em: float, width: int
) -> Iterator[RenderedText]:
    """Render texts whose rows are made of runs; as `render_texts`, with `RenderedText.runs`.

    Each text is drawn twice: white, and with each run in a grey of its own. The quotient of both
    tells the run of a pixel, in any script and direction.

    Raises:
        RenderError: lettering_failed or fonts_missing.
    """
    twice = [tuple("".join(row) for row in text) for text in texts for _ in range(2)]
    bodies = [
        _escaped_runs(text, greys)
        for text in texts
        for count in (sum(map(len, text)),)
        # The whites differ by one, so that libass cuts the text where it cuts the other.
        for greys in (
            [255 - number % 2 for number in range(count)],
            [round(255 * number / count) for number in range(1, count + 1)],
        )
    ]
    drawn = _render(twice, bodies, em=em, width=width)
    for text in texts:
        white, grey = next(drawn), next(drawn)
        edges = white.edges()
        shown = white.cropped(edges)
        runs = _runs(shown.grey, grey.cropped(edges).grey, sum(map(len, text)))
        yield _fit_width(replace(shown, runs=runs), width)


def _render(
    texts: Sequence[Sequence[str]], bodies: Sequence[str], *, em: float, width: int
) -> Iterator[_Drawn]:
    """Draw texts; each body is a text in the words of libass."""
    if not texts:
        return
    # Rows are rendered on a wider strip and then measured, so that an unusually wide one is not
    # cut.
    strip = int(1.5 * width)
    font, file = _font(texts)
    line = em * _line_height(file)
    height = int(line * (max(map(len, texts)) + 1))
    for first in range(0, len(texts), _TEXTS_AT_A_TIME):
        some = bodies[first : first + _TEXTS_AT_A_TIME]
        script_file = _ASS_SCRIPT.format(
            width=strip, height=height, font=font, size=line, outline=em / 14, events=_events(some)
        )
        with tempfile.TemporaryDirectory() as folder:
            raw = _draw(script_file, Path(folder), width=strip, height=height, seconds=len(some))
            with raw.open("rb") as pictures:
                for _ in some:
                    yield _Drawn.read(pictures, strip, height)


def _runs(white: UInt8, grey: UInt8, count: int) -> UInt8:
    """Return the number of the run at each pixel; its grey is number / count of the white.

    Edges of letters are too dark to tell; they belong to what is nearest.
    """
    import cv2

    sure = white > _BLACK + 0.9 * (float(white.max()) - _BLACK)
    if not sure.any():
        return np.zeros_like(white)
    part = (grey[sure].astype(np.float32) - _BLACK) / (white[sure].astype(np.float32) - _BLACK)
    numbers = np.rint(np.clip(part, 0, 1) * count).astype(np.uint8)
    away = np.where(sure, 0, 255).astype(np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(
        away, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    by_label = np.zeros(int(nearest.max()) + 1, np.uint8)
    by_label[nearest[sure]] = numbers
    found: UInt8 = by_label[nearest]
    return found


def _events(bodies: Sequence[str]) -> str:
    """Return an event of one second for each text."""
    return "\n".join(
        f"Dialogue: {_clock(second)},{_clock(second + 1)},Default,{body}"
        for second, body in enumerate(bodies)
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


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A text over black and over white, each of shape (H, W), u8."""

    on_black: UInt8
    on_white: UInt8

    @classmethod
    def read(cls, pictures: BinaryIO, width: int, height: int) -> Self:
        """Read the next text of a file."""
        pixels = np.frombuffer(pictures.read(2 * height * width), np.uint8)
        return cls(*pixels.reshape(2, height, width))

    @property
    def alpha(self) -> UInt8:
        """Coverage of each pixel."""
        alpha: UInt8 = ~(self.on_white - self.on_black)
        return alpha

    def edges(self) -> tuple[slice, slice]:
        """Return the rows and columns with letters; two of each when there are none."""
        alpha = self.alpha
        rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
        if not len(rows):
            return slice(0, 2), slice(0, 2)
        return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)

    def cropped(self, edges: tuple[slice, slice]) -> RenderedText:
        """Return a part."""
        return RenderedText(grey=self.on_black[edges].copy(), alpha=self.alpha[edges].copy())


def _escaped(rows: Iterable[str]) -> str:
    """Return rows as libass reads them."""
    return r"\N".join(" ".join(_without_commands(row).split()) for row in rows)


def _escaped_runs(rows: Sequence[Sequence[str]], greys: Sequence[int]) -> str:
    """Return rows as libass reads them, each run in its grey."""
    left = iter(greys)
    return r"\N".join(
        "".join(_colour(next(left)) + _without_commands(run) for run in row) for row in rows
    )


def _colour(grey: int) -> str:
    return rf"{{\c&H{f'{grey:02X}' * 3}&}}"


def _without_commands(text: str) -> str:
    r"""Replace what libass reads as commands: braces, and `\` before a letter."""
    return text.replace("\\", "⧵").replace("{", "(").replace("}", ")")


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

    runs = rendered.runs

    height, wide = rendered.alpha.shape
    if wide <= width:
        return rendered
    size = (width, max(2, round(height * width / wide)))
    return RenderedText(
        grey=cv2.resize(rendered.grey, size, interpolation=cv2.INTER_AREA),
        alpha=cv2.resize(rendered.alpha, size, interpolation=cv2.INTER_AREA),
        runs=None if runs is None else cv2.resize(runs, size, interpolation=cv2.INTER_NEAREST),
    )
