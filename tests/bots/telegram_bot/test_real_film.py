"""From a photo in a chat to a video in the chat, with nothing in place of anything but Telegram
itself.
"""

import asyncio
import io
import os
import sys

import pytest

from tests.makers import sound_file, tone
from tests.telegram_server import TOKEN, TelegramServer

ANNA = 42


@pytest.mark.slow
async def test_the_program_as_it_is_started_makes_videos_of_words_and_of_a_voice(
    tmp_path, drawn_png
):
    async with TelegramServer() as server:
        variables = {
            "TALKING_PHOTO_TELEGRAM__TOKEN": TOKEN,
            "TALKING_PHOTO_TELEGRAM__BASE_URL": server.url,
            "TALKING_PHOTO_TELEGRAM__BASE_FILE_URL": server.url,
            "TALKING_PHOTO_DATABASE__URL": f"sqlite:///{tmp_path}/test.db",
            "TALKING_PHOTO_MEDIA__URL": str(tmp_path / "media"),
            "TALKING_PHOTO_RENDER__MAX_SIDE": "160",
            "TALKING_PHOTO_WEB__PORT": "0",
        }
        log = (tmp_path / "log").open("wb")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "talking_photo", "run"), env=os.environ | variables, stderr=log
        )
        try:
            photo = await server.send(ANNA, ANNA, photo=drawn_png, caption="Good morning!")
            await server.press(await server.said(ANNA, "[I agree]"), ANNA, "I agree")
            said = await server.video(ANNA)
            voice = sound_file(tone(1.0, 48_000), 48_000, "ogg", "libopus")
            await server.send(ANNA, ANNA, voice=voice, reply_to=photo)
            sung = await server.video(ANNA, 2)
        finally:
            process.terminate()
            assert await process.wait() == 0
            log.close()
        for message, least, most in ((said, 0.8, 3.0), (sung, 0.9, 1.6)):
            look_at(server.files[message["video"]["file_id"]], message["video"], least, most)
        written = (tmp_path / "log").read_text()
        assert "Good morning" not in written
        assert TOKEN not in written


def look_at(video, sent, least, most):
    import av

    assert video.index(b"moov") < video.index(b"mdat")
    with av.open(io.BytesIO(video)) as file:
        picture = file.streams.video[0]
        frames = sum(1 for _ in file.decode(picture))
        assert (picture.width, picture.height) == (sent["width"], sent["height"]) == (128, 160)
        assert least < frames / 25 < most
        assert len(file.streams.audio) == 1
