"""What people write, alone with the bot or among others, and what a bot may see of it."""

import logging

import pytest

from tests.discord_rig import rig as new_rig
from tests.discord_world import APPLICATION, HALL, HOME, MEBIBYTE, Upload

ANNA, BORIS = 42, 43
PHOTO, VOICE = b"a photo", b"a voice"
ME = f"<@{APPLICATION}>"


@pytest.fixture
async def seeing(video):
    """A bot with the message content intent, set and allowed."""
    async with new_rig(video, may_see_content=True, discord={"message_content": True}) as built:
        await built.agree(ANNA)
        yield built


async def order_of(rig, number=1):
    job = await rig.job(number)
    request = job.request
    sound = None if request.sound is None else await rig.media.get(request.sound)
    return request.text, await rig.media.get(request.photo), sound


async def test_a_photo_with_words_alone_with_us_comes_back_as_a_video_that_replies(rig):
    channel = rig.server.dm(ANNA)
    asked = await rig.server.write(channel, ANNA, "Hello!", files=[PHOTO])
    assert await order_of(rig) == ("Hello!", PHOTO, None)
    status = await rig.server.said(channel, "You are number 1 in the queue")
    await rig.render(await rig.job())
    video = await rig.server.shown_video(channel)
    assert video["id"] == status["id"]
    assert video["message_reference"]["message_id"] == int(asked["id"])
    await rig.delivered()
    assert len(rig.server.of_bot(channel)) == 1


async def test_a_voice_message_after_a_photo_moves_its_lips(rig):
    channel = rig.server.dm(ANNA)
    await rig.server.write(channel, ANNA, files=[PHOTO])
    await rig.server.said(channel, "What should it say? Reply to this with words or a voice")
    await rig.server.write(channel, ANNA, voice=VOICE)
    assert await order_of(rig) == (None, PHOTO, VOICE)


async def test_a_text_too_long_for_a_message_comes_as_a_file_and_is_said(rig):
    channel = rig.server.dm(ANNA)
    words = "We went to the river. " * 150  # Discord makes a file of it when it is pasted
    text = Upload(words.encode(), "message.txt")
    await rig.server.write(channel, ANNA, files=[PHOTO, text])
    assert await order_of(rig) == (words.strip(), PHOTO, None)


async def test_a_text_file_that_is_none_or_too_large_is_refused(rig):
    channel = rig.server.dm(ANNA)
    await rig.server.write(channel, ANNA, files=[PHOTO, Upload(b"\xe9\xe8", "a.txt")])
    await rig.server.said(channel, "I can’t read this text file.")
    large = Upload(b"a", "b.txt", {"size": 9_000_000})
    await rig.server.write(channel, ANNA, files=[PHOTO, large])
    await rig.server.said(channel, "The text file is 9 MB; I can take up to 0.144 MB.")
    assert rig.states() == []


async def test_words_as_a_reply_to_our_video_are_said_by_the_same_face(rig):
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    await rig.render(await rig.job())
    video = await rig.server.shown_video(HALL)
    await rig.delivered()
    # Without the intent a reply to the answer of a command is hidden, but for a mention.
    await rig.server.write(HALL, ANNA, f"{ME} And goodbye!", reply_to=video)
    assert await order_of(rig, 2) == ("And goodbye!", PHOTO, None)


async def test_a_reply_to_a_message_of_ours_is_shown_to_us_without_the_intent(rig):
    await rig.server.write(HALL, ANNA, f"{ME} Hello!", files=[PHOTO])
    await rig.render(await rig.job())
    video = await rig.server.shown_video(HALL)
    await rig.delivered()
    await rig.server.write(HALL, ANNA, "And goodbye!", reply_to=video)
    assert (await order_of(rig, 2))[:2] == ("And goodbye!", PHOTO)


@pytest.mark.parametrize("sound", ["voice message", "audio file"])
async def test_a_recording_as_a_reply_to_somebodys_picture_moves_its_lips(seeing, sound):
    photo = await seeing.server.write(HALL, BORIS, "Look!", files=[PHOTO])
    if sound == "voice message":
        await seeing.server.write(HALL, ANNA, voice=VOICE, reply_to=photo)
    else:
        upload = Upload(VOICE, "song.mp3")
        await seeing.server.write(HALL, ANNA, files=[upload], reply_to=photo)
    assert await order_of(seeing) == (None, PHOTO, VOICE)


async def test_a_recording_as_a_reply_to_a_video_of_ours_moves_the_same_lips(seeing):
    await seeing.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    await seeing.render(await seeing.job())
    video = await seeing.server.shown_video(HALL)
    await seeing.delivered()
    await seeing.server.write(HALL, ANNA, voice=VOICE, reply_to=video)
    assert await order_of(seeing, 2) == (None, PHOTO, VOICE)


async def test_what_people_write_to_one_another_is_not_answered(seeing):
    photo = await seeing.server.write(HALL, BORIS, "Look!", files=[PHOTO])
    await seeing.server.write(HALL, ANNA, "How nice!", reply_to=photo)
    await seeing.server.write(HALL, ANNA, voice=VOICE)
    await seeing.server.write(HALL, ANNA, f"{ME} Hello!", reply_to=photo)
    assert (await order_of(seeing))[:2] == ("Hello!", PHOTO)
    assert len(seeing.server.of_bot(HALL)) == 1


async def test_a_reply_that_discord_hides_from_us_gets_a_hint_and_no_job(rig):
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    await rig.render(await rig.job())
    video = await rig.server.shown_video(HALL)
    await rig.delivered()
    await rig.server.write(HALL, ANNA, "And goodbye!", reply_to=video)
    await rig.server.said(HALL, "Discord doesn’t show me what you wrote here.")
    assert rig.states() == ["delivered"]


async def test_a_bot_that_is_not_allowed_to_see_messages_works_without(video, caplog):
    with caplog.at_level(logging.WARNING):
        async with new_rig(video, discord={"message_content": True}) as rig:
            await rig.agree(ANNA)
            await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
            await rig.render(await rig.job())
            await rig.server.shown_video(HALL)
    logged = [r.getMessage() for r in caplog.records if r.name.startswith("talking_photo.")]
    assert any("Message Content" in line for line in logged)


async def test_what_bots_write_is_left_alone(rig):
    other = rig.server.user(99) | {"bot": True}
    rig.server.users[99] = other
    await rig.server.write(rig.server.dm(99), 99, "Hello!", files=[PHOTO])
    await rig.server.write(rig.server.dm(ANNA), ANNA, "Hello!", files=[PHOTO])
    await rig.job()
    assert rig.server.of_bot(rig.server.dm(99)) == []
    assert len(rig.states()) == 1


async def test_a_file_of_another_kind_is_named_and_not_downloaded(rig):
    letter = Upload(b"pdf", "letter.pdf")
    await rig.server.write(rig.server.dm(ANNA), ANNA, files=[letter])
    await rig.server.said(rig.server.dm(ANNA), "“letter.pdf” as a picture or as a recording")
    assert rig.server.made("download") == []


@pytest.mark.parametrize(
    ("file", "answer"),
    [
        (Upload(PHOTO, "big.png", {"size": 30_000_000}), "The photo file is 30 MB"),
        (
            Upload(VOICE, "long.ogg", {"size": 30_000_000}),
            "The recording is 30 MB",
        ),
        (
            Upload(VOICE, "voice-message.ogg", {"duration_secs": 800.0, "waveform": "AAAA"}),
            "The recording is 800 s long; I can take up to 600 s.",
        ),
    ],
)
async def test_what_is_too_large_is_refused_by_what_the_message_says(rig, file, answer):
    channel = rig.server.dm(ANNA)
    old = await rig.server.write(channel, ANNA, files=[PHOTO])
    await rig.server.said(channel, "What should it say?")
    before = len(rig.server.made("download"))
    words = "Hello!" if file.contents == PHOTO else ""
    await rig.server.write(channel, ANNA, words, files=[file], reply_to=old)
    await rig.server.said(channel, answer)
    assert len(rig.server.made("download")) == before


async def test_the_first_of_many_pictures_speaks(rig):
    files = [b"one", b"two", Upload(VOICE, "song.mp3"), *[b"more"] * 7]
    await rig.server.write(rig.server.dm(ANNA), ANNA, files=files)
    assert await order_of(rig) == (None, b"one", VOICE)


async def test_the_order_knows_what_the_place_and_a_whole_request_let_through(rig):
    rig.server.guilds[HOME]["limit"] = 20 * MEBIBYTE
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    assert (await rig.job()).request.max_bytes == 20 * MEBIBYTE
    rig.server.guilds[HOME]["limit"] = 50 * MEBIBYTE
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    assert (await rig.job(2)).request.max_bytes == 24 * MEBIBYTE
    await rig.server.write(rig.server.dm(ANNA), ANNA, "Hello!", files=[PHOTO])
    assert (await rig.job(3)).request.max_bytes == 10 * MEBIBYTE


async def test_words_and_tokens_stay_out_of_the_log(rig, caplog):
    with caplog.at_level(logging.DEBUG):
        await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="A hidden word")
        rig.server.fail("original", "503")
        await rig.render(await rig.job())
        await rig.server.shown_video(HALL)
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("talking_photo.")]
    assert not any("hidden" in line or "secret-token" in line for line in ours)
    assert not any("secret-token" in r.getMessage() for r in caplog.records if r.levelno > 10)
