"""Makes the moving picture at the top of the README: the drawn portrait, and the same speaking.

python -m benchmarks.readme_picture docs/speaking.webp
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import av
from PIL import Image

import talking_photo as tp
from talking_photo.core.demo import demo_portrait

_WORDS = "Hello! I was a still picture. [happy] Now I can talk!"
_PANEL = (288, 360)
_GAP = 16
_EVERY = 2
"""Of 25 frames a second, each second one is shown."""
_QUALITY = 72


def main(target: Path) -> None:
    """Write an animated WebP with the photo on the left and its video on the right."""
    photo = demo_portrait()
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "video.mp4"
        options = tp.RenderOptions(language="en", voice="espeak", captions=True)
        tp.speak(photo, _WORDS, out=video, options=options)
        with av.open(video) as file:
            speaking = [frame.to_image() for frame in file.decode(video=0)][::_EVERY]
    still = Image.open(io.BytesIO(photo)).convert("RGB")
    frames = [_side_by_side(still, frame) for frame in speaking]
    frames[0].save(
        target,
        save_all=True,
        append_images=frames[1:],
        duration=1000 * _EVERY // 25,
        loop=0,
        quality=_QUALITY,
        method=6,
    )


def _side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    width, height = _PANEL
    both = Image.new("RGBA", (2 * width + _GAP, height))
    both.paste(left.resize(_PANEL, Image.Resampling.LANCZOS), (0, 0))
    both.paste(right.resize(_PANEL, Image.Resampling.LANCZOS), (width + _GAP, 0))
    return both


if __name__ == "__main__":
    main(Path(sys.argv[1]))
