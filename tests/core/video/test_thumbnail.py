"""The first frame of a video of ours; what is none of ours is not opened."""

import io

import av
import numpy as np
import pytest
from PIL import Image

from talking_photo.core.video.thumbnail import thumbnail


def video(path, kind, codec):
    with av.open(str(path), "w", format=kind) as output:
        stream = output.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for _ in range(3):
            frame = av.VideoFrame.from_ndarray(np.full((480, 640, 3), 200, np.uint8), "rgb24")
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


@pytest.mark.parametrize(("kind", "codec"), [("mp4", "libx264"), ("webm", "libvpx-vp9")])
async def test_a_video_of_ours_gives_a_small_jpeg(tmp_path, kind, codec):
    video(tmp_path / "video", kind, codec)
    picture = Image.open(io.BytesIO(await thumbnail(tmp_path / "video")))
    assert (picture.format, picture.size) == ("JPEG", (320, 240))
    assert np.asarray(picture).mean() == pytest.approx(200, abs=3)


@pytest.mark.parametrize(("kind", "codec"), [("avi", "mpeg4"), ("mp4", "mpeg4")])
async def test_other_formats_and_codecs_are_not_decoded(tmp_path, kind, codec):
    video(tmp_path / "video", kind, codec)
    assert await thumbnail(tmp_path / "video") is None


async def test_a_list_of_other_files_is_not_followed(tmp_path):
    video(tmp_path / "secret.mp4", "mp4", "libx264")
    (tmp_path / "video").write_text("ffconcat version 1.0\nfile secret.mp4\n")
    assert await thumbnail(tmp_path / "video") is None
