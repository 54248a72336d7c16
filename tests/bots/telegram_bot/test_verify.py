"""/verify and /report on Telegram; each file is read by a real process."""

import pytest

from talking_photo.core.provenance.metadata import COMMENT
from tests.telegram_rig import rig as new_rig

ANNA, CLASS = 42, -7
MARKED = b"\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom" + COMMENT.encode()


@pytest.mark.parametrize("kind", ["video", "video_note", "document"])
async def test_a_video_is_verified_by_its_caption_or_by_a_reply(rig, kind):
    if kind == "video_note":  # it has no caption
        note = await rig.server.send(ANNA, ANNA, video_note=b"no video")
        await rig.server.send(ANNA, ANNA, text="/verify", reply_to=note)
        await rig.server.said(ANNA, "There is no mark in this file.")
        return
    await rig.server.send(ANNA, ANNA, **{kind: MARKED}, caption="/verify")
    answer = await rig.server.said(ANNA, "This file has a mark of AI but no signature any more")
    assert "A note in the file says that AI made it." in answer["text"]
    assert rig.states() == []


async def test_in_a_group_anybody_may_reply_to_a_video(rig):
    video = await rig.server.send(CLASS, 43, video=MARKED)
    await rig.server.send(CLASS, ANNA, text="/verify", reply_to=video)
    await rig.server.said(CLASS, "This file has a mark of AI but no signature any more")


async def test_without_a_file_it_says_how(rig):
    await rig.server.send(ANNA, ANNA, text="/verify")
    await rig.server.said(ANNA, "Send a video with the caption /verify")


async def test_a_file_that_telegram_does_not_hand_out_is_too_large(rig):
    await rig.server.send(ANNA, ANNA, video=(MARKED, {"file_size": 30_000_000}), caption="/verify")
    await rig.server.said(ANNA, "too large for me to fetch here: up to 21 MB")


async def test_a_report_names_the_contact_even_to_those_who_are_kept_out(video):
    access = {"blocked": [f"telegram:{ANNA}"]}
    async with new_rig(video, access=access, operator={"contact": "anna@school.example"}) as rig:
        await rig.server.send(ANNA, ANNA, text="/report")
        await rig.server.said(ANNA, "anna@school.example")


async def test_without_a_contact_the_platform_takes_the_report(rig):
    await rig.server.send(ANNA, ANNA, text="/report")
    await rig.server.said(ANNA, "“Report” function of this app")
