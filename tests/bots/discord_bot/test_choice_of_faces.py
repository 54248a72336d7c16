"""After a video of several people, the numbered photo lets the asker choose another face, for a
while.
"""

from dataclasses import replace

import pytest

from talking_photo.bots.conversation.limits import DISCORD
from talking_photo.core.jobs.media_keys import faces_key
from talking_photo.core.model import Note
from tests.discord_world import HALL, words_of

ANNA, BEN = 42, 43
PHOTO = b"a photo"
THREE = Note(code="several_faces", facts={"count": 3, "number": 1})


async def rendered(rig, **options):
    """Let the most prominent of three faces speak."""
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!", **options)
    job = await rig.job()
    faces = faces_key(job.request.chat.person, job.id)
    await rig.media.put(faces, b"a numbered photo")
    await rig.render(job, faces=faces, notes=(THREE,))
    await rig.delivered()


async def offered(rig, **options):
    """The message with the numbered photo, after the video."""
    await rendered(rig, **options)
    return await rig.server.said(HALL, "Should someone else say it?")


def now(rig, message):
    return rig.server.messages[HALL, int(message["id"])]


async def test_each_face_and_everyone_has_a_button_and_the_video_stays_where_it_is(rig):
    offer = await offered(rig)
    assert all(f"[{label}]" in words_of(offer) for label in ("1", "2", "3", "Everyone"))
    assert len(rig.server.videos(HALL)) == 1


@pytest.mark.parametrize(("label", "face"), [(":2", 2), (":all", "all")])
async def test_a_face_that_is_chosen_says_the_same_in_a_video_of_its_own(rig, label, face):
    offer = await offered(rig)
    await rig.server.press(offer, ANNA, label)
    second = await rig.job(2)
    assert (second.request.options.face, second.request.text) == (face, "Hello!")
    assert await rig.media.get(second.request.photo) == PHOTO  # fetched from Discord once more
    await rig.render(second)
    await rig.server.shown_video(HALL, 2)
    await rig.delivered()
    assert words_of(now(rig, offer)) == words_of(offer)


async def test_pressed_twice_it_is_one_video(rig):
    offer = await offered(rig)
    await rig.server.press(offer, ANNA, ":2")
    await rig.job(2)
    await rig.server.press(offer, ANNA, ":2")
    await rig.server.said(HALL, "That video is already here")
    assert len(rig.states()) == 2


async def test_somebody_else_chooses_nothing(rig):
    offer = await offered(rig)
    await rig.server.press(offer, BEN, ":2")
    await rig.server.said(HALL, "Only the person who asked")
    assert len(rig.states()) == 1


async def test_a_private_choice_and_what_comes_of_it_are_for_one_pair_of_eyes(rig):
    offer = await offered(rig, private=True)
    await rig.server.press(offer, ANNA, ":3")
    await rig.render(await rig.job(2))
    video = await rig.server.shown_video(HALL, 2)
    assert [rig.server.readers[int(message["id"])] for message in (offer, video)] == [ANNA, ANNA]


async def test_the_buttons_go_by_themselves_and_say_why(rig, monkeypatch):
    short = replace(DISCORD, button_seconds=0.01)
    monkeypatch.setattr("talking_photo.bots.discord_bot.bot.DISCORD", short)
    await rendered(rig)
    offer = await rig.server.said(HALL, "These buttons have expired.")
    assert offer["components"] == []
    assert len(rig.server.videos(HALL)) == 1
