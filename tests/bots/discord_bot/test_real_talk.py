"""From a command to a video in its answer; only Discord itself is replaced by a local server."""

import asyncio
import io
import os
import sys

import pytest

from tests.discord_server import TOKEN, DiscordServer
from tests.discord_world import HALL, HOME, Upload
from tests.makers import sound_file, tone

ANNA, BORIS = 42, 43
SMALL = 60_000
"""Bytes; a video of these words takes twice as much when it may."""


@pytest.mark.slow
async def test_the_program_as_it_is_started_makes_videos_that_fit_into_the_place(
    tmp_path, drawn_png
):
    async with DiscordServer() as server:
        variables = server.variables() | {
            "TALKING_PHOTO_DATABASE__URL": f"sqlite:///{tmp_path}/test.db",
            "TALKING_PHOTO_MEDIA__URL": str(tmp_path / "media"),
            "TALKING_PHOTO_RENDER__MAX_SIDE": "480",
            "TALKING_PHOTO_WEB__PORT": "0",
        }
        log = (tmp_path / "log").open("wb")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "talking_photo", "run"), env=os.environ | variables, stderr=log
        )
        try:
            await server.until(lambda: server.gateway.listens)
            photo = Upload(drawn_png, "portrait.png")
            said = await server.slash(ANNA, HALL, "speak", photo=photo, text="Good morning!")
            await server.press(await server.said(HALL, "[I agree]"), ANNA, "I agree")
            video = await server.shown_video(HALL)
            voice = sound_file(tone(1.0, 48_000), 48_000, "ogg", "libopus")
            shown = await server.write(HALL, BORIS, "Look!", files=[photo])
            asked = await server.menu(ANNA, "Make it talk", shown)
            # Nobody fills in a form within a millisecond; what is asked next comes behind what it
            # keeps.
            await server.slash(ANNA, HALL, "help")
            await server.said(HALL, "Apps → Make it talk")
            await server.submit(asked, sound=Upload(voice, "voice.ogg"))
            sung = await server.shown_video(HALL, 2)
            server.guilds[HOME]["limit"] = SMALL
            await server.slash(ANNA, HALL, "speak", photo=photo, text="Good morning! " * 3)
            small = await server.shown_video(HALL, 3)
            await server.settled()
        finally:
            process.terminate()
            assert await process.wait() == 0
            log.close()
        look_at(server.video_of(video), 0.8, 3.0, (384, 480))
        look_at(server.video_of(sung), 0.9, 1.6, (384, 480))
        assert len(server.video_of(small)) <= SMALL
        assert len(small["content"].splitlines()) == 2
        written = (tmp_path / "log").read_text()
        assert not any(secret in written for secret in ("Good morning", TOKEN, said.token))


def look_at(video, least, most, size):
    import av

    assert video.index(b"moov") < video.index(b"mdat")
    with av.open(io.BytesIO(video)) as file:
        picture = file.streams.video[0]
        frames = sum(1 for _ in file.decode(picture))
        assert (picture.width, picture.height) == size
        assert least < frames / 25 < most
        assert len(file.streams.audio) == 1
