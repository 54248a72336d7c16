"""/verify on Discord, and the same in the menu of a message."""

from talking_photo.core.provenance.metadata import COMMENT
from tests.discord_world import HALL, Upload

ANNA, BORIS = 42, 43
MARKED = b"\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom" + COMMENT.encode()


async def test_a_video_is_verified_for_the_asker_alone(rig):
    await rig.server.slash(ANNA, HALL, "verify", video=Upload(MARKED, "film.mp4"))
    answer = await rig.server.said(HALL, "This file has a mark of AI but no signature any more")
    assert rig.server.readers[int(answer["id"])] == ANNA


async def test_any_message_with_a_file_can_be_verified_from_its_menu(rig):
    video = await rig.server.write(HALL, BORIS, "Look", files=[Upload(b"none", "film.mp4")])
    await rig.server.menu(ANNA, "Was this made here?", video)
    await rig.server.said(HALL, "There is no mark in this file.")
    words = await rig.server.write(HALL, BORIS, "Hi")
    await rig.server.menu(ANNA, "Was this made here?", words)
    await rig.server.said(HALL, "Send a video with the caption /verify")
