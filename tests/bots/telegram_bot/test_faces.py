"""Who else in the photo may say it.

The numbered picture after the video, and what its buttons do.
"""

import time

import pytest

from talking_photo.core.jobs.media_keys import faces_key
from talking_photo.core.model import Note
from tests.bot_rig import listening
from tests.telegram_chats import words_of
from tests.telegram_rig import rig_at
from tests.telegram_server import TelegramServer

ANNA, BORIS, GROUP = 42, 43, -100
PHOTO, VOICE, NUMBERED = b"two people", b"a voice", b"two people, numbered"


async def attached_video(rig, job, faces=2):
    """Do what a worker does with a photo of so many people when nobody chose."""
    key = faces_key(job.request.chat.person, job.id)
    await rig.media.put(key, NUMBERED)
    note = Note(code="several_faces", facts={"count": faces, "number": 1})
    await rig.render(job, notes=(note,), faces=key)
    return key


async def offered(rig, chat=ANNA, person=ANNA, **message):
    """The numbered picture that somebody got, once everything about it was noted."""
    message = message or {"photo": PHOTO, "caption": "Hello!"}
    asked = await rig.server.send(chat, person, **message)
    job = await rig.job()
    await attached_video(rig, job)
    picture = await rig.server.said(chat, "[1] [2]")
    await rig.delivered()
    return asked, job, picture


async def test_after_the_video_of_several_people_comes_the_numbered_picture_with_a_button_each(
    rig,
):
    asked, job, picture = await offered(rig)
    assert words_of(picture) == (
        "<photo> Should someone else say it? Tap a number. [1] [2] [Everyone]"
    )
    assert rig.server.files[picture["photo"][-1]["file_id"]] == NUMBERED
    assert picture["reply_to_message"]["message_id"] == asked["message_id"]
    video = await rig.server.video(ANNA)
    assert video["message_id"] < picture["message_id"]
    assert "I see 2 faces; number 1 from the left is speaking." in video["caption"]
    assert (await rig.deliveries.find(job.id)).offer == str(picture["message_id"])


async def test_neither_the_photo_nor_the_numbered_picture_is_kept_for_it(rig):
    _, job, _ = await offered(rig)
    assert not await rig.media.has(job.request.photo)
    assert not await rig.media.has(faces_key(job.request.chat.person, job.id))


@pytest.mark.parametrize(("button", "face"), [("1", 1), ("2", 2), ("Everyone", "all")])
async def test_a_press_makes_the_same_video_with_that_face(rig, button, face):
    asked, first, picture = await offered(rig)
    await rig.server.press(picture, ANNA, button)
    second = await rig.job(2)
    assert second.request.options.face == face
    assert second.request.text == first.request.text == "Hello!"
    assert await rig.media.get(second.request.photo) == PHOTO
    await rig.render(second)
    video = await rig.server.video(ANNA, 2)
    assert video["reply_to_message"]["message_id"] == asked["message_id"]
    await rig.delivered()
    assert len(rig.server.made("sendPhoto")) == 1


async def test_the_same_number_pressed_twice_is_one_video_and_another_number_another(rig):
    _, _, picture = await offered(rig)
    await rig.server.press(picture, ANNA, "2")
    await rig.job(2)
    await rig.server.press(picture, ANNA, "2")
    await rig.server.until(lambda: any("text" in alert for alert in rig.server.alerts))
    assert rig.server.alerts[-1]["text"] == "That video is already here, or on its way."
    await rig.server.press(picture, ANNA, "1")
    assert (await rig.job(3)).request.options.face == 1
    assert len(rig.states()) == 3


async def test_a_video_that_failed_can_be_asked_for_again(rig):
    _, _, picture = await offered(rig)
    await rig.server.press(picture, ANNA, "2")
    await rig.fail(await rig.job(2), "mouth_hidden")
    await rig.delivered()
    await rig.server.press(picture, ANNA, "2")
    assert (await rig.job(3)).request.options.face == 2


async def test_words_of_a_voice_message_are_said_by_another_face_too(rig):
    old = rig.server.written(ANNA, ANNA, photo=PHOTO)
    _, first, picture = await offered(rig, voice=VOICE, reply_to=old)
    assert not await rig.media.has(first.request.sound)
    await rig.server.press(picture, ANNA, "2")
    request = (await rig.job(2)).request
    assert (request.options.face, request.text) == (2, None)
    assert await rig.media.get(request.photo) == PHOTO
    assert await rig.media.get(request.sound) == VOICE


async def test_a_strangers_press_does_nothing(rig):
    await rig.agree(BORIS)
    _, _, picture = await offered(
        rig, chat=GROUP, photo=PHOTO, caption="/speak@talking_bot Hello!"
    )
    await rig.server.press(picture, BORIS, "2")
    await rig.server.until(lambda: rig.server.alerts)
    assert rig.server.alerts[0]["text"] == "Only the person who asked can use this button."
    assert rig.states() == ["delivered"]


async def test_a_button_that_says_it_was_shown_to_a_stranger_orders_nothing_of_others(rig):
    await rig.agree(BORIS)
    _, job, picture = await offered(rig)
    forged = picture | {
        "reply_markup": {
            "inline_keyboard": [[{"text": "2", "callback_data": f"face|{BORIS}|{job.id}:2"}]]
        }
    }
    rig.server.messages[ANNA, picture["message_id"]] = forged
    await rig.server.press(forged, BORIS, "2")
    await rig.server.until(lambda: rig.server.alerts)
    assert rig.server.alerts[0]["text"].startswith("I no longer have the photo")
    assert rig.states() == ["delivered"]


async def test_a_press_after_the_remembered_photo_is_forgotten_says_so(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO)
    await rig.server.said(ANNA, "What should it say?")
    _, first, picture = await offered(rig, text="Hello!")
    await rig.portraits.forget_before(time.time() + 3600)
    await rig.media.remove(first.request.photo)
    await rig.server.press(picture, ANNA, "2")
    await rig.server.until(lambda: rig.server.alerts)
    assert rig.server.alerts[0]["text"] == (
        "I no longer have the photo or the recording. Please send it again."
    )
    assert rig.states() == ["delivered"]


async def test_a_press_after_telegram_has_lost_the_photo_says_so(rig):
    _, _, picture = await offered(rig)
    rig.server.files.clear()
    await rig.server.press(picture, ANNA, "2")
    await rig.server.said(ANNA, "I couldn’t download that file. Please send it again.")
    assert rig.states() == ["delivered"]


async def test_a_press_after_everything_was_deleted_says_so(rig):
    _, _, picture = await offered(rig)
    await rig.server.send(ANNA, ANNA, text="/delete")
    await rig.server.press(await rig.server.said(ANNA, "[Keep it]"), ANNA, "Delete everything")
    await rig.server.said(ANNA, "Everything has been deleted.")
    await rig.server.press(picture, ANNA, "2")
    await rig.server.until(lambda: any("text" in alert for alert in rig.server.alerts))
    assert rig.server.alerts[-1]["text"].startswith("I no longer have the photo")


async def test_who_is_in_the_dialogue_is_chosen_already_and_nothing_is_offered(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="1: Hello! 2: Hi!")
    await rig.render(await rig.job())
    await rig.server.video(ANNA)
    await rig.delivered()
    assert rig.server.made("sendPhoto") == []


async def test_of_many_faces_eight_have_a_button(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await attached_video(rig, await rig.job(), faces=20)
    picture = await rig.server.said(ANNA, "[Everyone]")
    labels = [button["text"] for button in rig.server.buttons(picture)]
    assert labels == [*"12345678", "Everyone"]


async def test_it_is_offered_in_the_persons_language(rig):
    anna = {"id": ANNA, "is_bot": False, "first_name": "Anna", "language_code": "de"}
    await rig.server.send(ANNA, anna, photo=PHOTO, caption="Hallo!")
    await attached_video(rig, await rig.job())
    await rig.server.said(
        ANNA, "Soll es jemand anderes sagen? Tippe auf eine Nummer. [1] [2] [Alle]"
    )


async def test_words_as_reply_to_the_numbered_picture_are_said_by_the_photo_without_numbers(rig):
    _, _, picture = await offered(rig)
    await rig.server.send(ANNA, ANNA, text="2: Good evening!", reply_to=picture)
    request = (await rig.job(2)).request
    assert request.text == "2: Good evening!"
    assert await rig.media.get(request.photo) == PHOTO


async def test_words_as_reply_to_the_video_of_a_chosen_face_are_said_by_that_face(rig):
    _, _, picture = await offered(rig)
    await rig.server.press(picture, ANNA, "2")
    await rig.render(await rig.job(2))
    video = await rig.server.video(ANNA, 2)
    await rig.delivered()
    await rig.server.send(ANNA, ANNA, text="Good evening!", reply_to=video)
    assert (await rig.job(3)).request.options.face == 2


async def test_the_buttons_work_after_a_restart(video):
    async with TelegramServer() as server:
        built = rig_at(server, video)
        await built.agree(ANNA)
        async with listening(built):
            _, _, picture = await offered(built)
        async with listening(built):
            await server.press(picture, ANNA, "2")
            second = await built.job(2)
            assert second.request.options.face == 2
            await built.render(second)
            await server.video(ANNA, 2)


async def test_a_picture_that_cannot_be_sent_now_comes_later_and_the_video_only_once(rig):
    rig.server.fail("sendPhoto", "429", retry_after=0)
    _, job, _ = await offered(rig)
    assert len(rig.server.made("editMessageMedia")) == 1
    assert len(rig.server.videos(ANNA)) == 1
    assert (await rig.jobs.find(job.id)).state == "delivered"


async def test_a_picture_that_telegram_refuses_is_left_out(rig):
    rig.server.fail("sendPhoto", "PHOTO_INVALID_DIMENSIONS")
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await attached_video(rig, await rig.job())
    await rig.server.video(ANNA)
    await rig.delivered()
    assert rig.states() == ["delivered"]
    assert len(rig.server.of_bot(ANNA)) == 1
