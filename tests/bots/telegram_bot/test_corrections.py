"""What people correct, send in another order, or send in the name of a group."""

import pytest

ANNA, BORIS, GROUP = 42, 43, -100
PHOTO, VOICE = b"a photo", b"a voice"


async def test_words_that_are_corrected_within_a_minute_are_said_in_place_of_the_first(rig):
    message = await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Helo!")
    first = await rig.job()
    await rig.server.edit(message, caption="Hello!")
    second = await rig.job(2)
    assert (second.request.text, await rig.media.get(second.request.photo)) == ("Hello!", PHOTO)
    await rig.server.said(ANNA, "Stopped. A video with the corrected words comes instead.")
    assert rig.states() == ["cancelled", "queued"]
    await rig.render(second)
    await rig.server.video(ANNA)
    await rig.delivered()
    assert not await rig.media.has(first.request.photo)


async def test_words_are_corrected_once_more_and_also_after_the_video(rig):
    message = await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="One")
    await rig.render(await rig.job())
    await rig.server.video(ANNA)
    await rig.delivered()
    message = await rig.server.edit(message, caption="Two", after=20)
    await rig.job(2)
    await rig.server.edit(message, caption="Three", after=30)
    assert (await rig.job(3)).request.text == "Three"
    await rig.server.said(ANNA, "Stopped. A video with the corrected words comes instead.")
    assert rig.states() == ["delivered", "cancelled", "queued"]


@pytest.mark.parametrize(
    "change", [{"after": 90}, {"caption": "Hello!"}], ids=["too late", "the same"]
)
async def test_an_edit_that_is_late_or_changes_no_words_makes_no_video(rig, change):
    message = await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await rig.job()
    await rig.server.edit(message, **({"caption": "Other words"} | change))
    await rig.server.send(ANNA, ANNA, text="/help")
    await rig.server.said(ANNA, "/settings for voice")
    assert len(rig.states()) == 1


async def test_words_that_are_put_below_a_photo_later_are_said_by_it(rig):
    message = await rig.server.send(ANNA, ANNA, photo=PHOTO)
    await rig.server.said(ANNA, "What should it say?")
    await rig.server.edit(message, caption="Hello!")
    assert (await rig.job()).request.text == "Hello!"


async def test_a_correction_keeps_the_face_that_the_words_were_for(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO)
    await rig.server.said(ANNA, "What should it say?")
    words = await rig.server.send(ANNA, ANNA, text="Helo!")
    await rig.job()
    await rig.server.edit(words, text="Hello!")
    request = (await rig.job(2)).request
    assert (request.text, await rig.media.get(request.photo)) == ("Hello!", PHOTO)


async def test_a_command_in_a_group_can_be_corrected_but_no_other_is_done_twice(rig):
    photo = rig.server.written(GROUP, BORIS, photo=PHOTO)
    message = await rig.server.send(GROUP, ANNA, text="/speak Helo", reply_to=photo)
    await rig.job()
    await rig.server.edit(message, text="/speak Hello")
    assert (await rig.job(2)).request.text == "Hello"
    message = await rig.server.send(ANNA, ANNA, text="/delete")
    await rig.server.said(ANNA, "[Delete everything]")
    await rig.server.edit(message, text="/delete all")
    await rig.server.send(ANNA, ANNA, text="/help")
    await rig.server.said(ANNA, "/settings for voice")
    assert (
        sum("Delete everything I know" in m.get("text", "") for m in rig.server.of_bot(ANNA)) == 1
    )


async def test_the_words_of_an_album_are_corrected_for_all_its_photos(rig):
    first = await rig.server.send(ANNA, ANNA, photo=b"one", caption="Helo!", album="a1")
    await rig.server.send(ANNA, ANNA, photo=b"two", album="a1")
    await rig.job(2)
    await rig.server.edit(first, caption="Hello!")
    requests = [(await rig.job(number)).request for number in (3, 4)]
    assert [request.text for request in requests] == ["Hello!"] * 2
    assert {await rig.media.get(request.photo) for request in requests} == {b"one", b"two"}


async def test_each_photo_of_an_album_without_words_says_what_comes_next(rig):
    for photo in (b"one", b"two", b"three", b"four"):
        await rig.server.send(ANNA, ANNA, photo=photo, album="a1")
    await rig.server.said(ANNA, "From an album I take only the first 3 photos.")
    await rig.server.send(ANNA, ANNA, text="Good morning")
    requests = [(await rig.job(number)).request for number in (1, 2, 3)]
    assert [request.text for request in requests] == ["Good morning"] * 3
    assert [await rig.media.get(request.photo) for request in requests] == [
        b"one",
        b"two",
        b"three",
    ]
    questions = [m for m in rig.server.of_bot(ANNA) if "What should it say?" in m.get("text", "")]
    assert len(questions) == 1


async def test_a_voice_message_after_an_album_moves_all_its_lips(rig):
    for photo in (b"one", b"two"):
        await rig.server.send(ANNA, ANNA, photo=photo, album="a1")
    await rig.server.said(ANNA, "What should it say?")
    await rig.server.send(ANNA, ANNA, voice=VOICE)
    requests = [(await rig.job(number)).request for number in (1, 2)]
    assert [await rig.media.get(request.sound) for request in requests] == [VOICE] * 2


async def test_an_anonymous_administrator_is_told_why_nothing_comes(rig):
    photo = rig.server.written(GROUP, BORIS, photo=PHOTO)
    await rig.server.send(GROUP, ANNA, text="/speak Hello", reply_to=photo, anonymous=True)
    await rig.server.said(GROUP, "You are writing as the group")
    await rig.server.send(GROUP, ANNA, text="Good morning, everybody", anonymous=True)
    await rig.server.send(GROUP, ANNA, text="/help@talking_bot")
    await rig.server.said(GROUP, "/settings for voice")
    assert len(rig.server.of_bot(GROUP)) == 2
    assert rig.states() == []
