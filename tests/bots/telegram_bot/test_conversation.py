"""What people send, and what they get: the real library between a local Telegram and our desk."""

import pytest

from tests.telegram_chats import BOT, words_of

ANNA, BORIS, GROUP = 42, 43, -100
PHOTO, VOICE = b"a photo", b"a voice"


async def photo_of(rig, job):
    return await rig.media.get(job.request.photo)


async def test_a_photo_with_a_caption_comes_back_as_a_video(rig):
    asked = await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    job = await rig.job()
    status = await rig.server.said(ANNA, "You are number 1 in the queue, about 3 sec to go.")
    assert await photo_of(rig, job) == PHOTO
    await rig.render(job)
    video = await rig.server.video(ANNA)
    assert job.request.text == "Hello!"
    assert video["message_id"] == status["message_id"]
    assert video["reply_to_message"]["message_id"] == asked["message_id"]
    assert (video["video"]["width"], video["video"]["height"]) == (96, 80)
    assert video["caption"] == "Made by AI from a photo."
    assert "[Stop]" not in words_of(video)
    [call] = rig.server.made("editMessageMedia")
    assert '"supports_streaming": true' in call.values["media"]
    thumbnail = next(c for c in call.files.values() if c[:3] == b"\xff\xd8\xff")
    assert len(thumbnail) < 200_000


async def test_the_status_message_comes_before_the_photo_is_fetched(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await rig.job()
    methods = [call.method for call in rig.server.calls]
    assert methods.index("sendMessage") < methods.index("getFile")


@pytest.mark.parametrize("kind", ["voice", "audio", "video_note", "video"])
async def test_a_recording_after_a_photo_moves_its_lips(rig, kind):
    await rig.server.send(ANNA, ANNA, photo=PHOTO)
    await rig.server.said(ANNA, "What should it say? Send words or a voice message. I’ll remember")
    await rig.server.send(ANNA, ANNA, **{kind: VOICE})
    request = (await rig.job()).request
    assert await rig.media.get(request.photo) == PHOTO
    assert await rig.media.get(request.sound) == VOICE
    assert request.text is None


async def test_words_beside_a_recording_go_with_it(rig):
    photo = rig.server.written(ANNA, ANNA, photo=PHOTO)
    await rig.server.send(ANNA, ANNA, voice=VOICE, caption="What I say", reply_to=photo)
    request = (await rig.job()).request
    assert await rig.media.get(request.sound) == VOICE
    assert request.text == "What I say"


async def test_words_after_a_photo_are_said_by_it_and_only_in_that_chat(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO)
    await rig.server.said(ANNA, "What should it say?")
    await rig.server.send(ANNA, ANNA, text="Good morning")
    assert (await rig.job()).request.text == "Good morning"
    await rig.server.send(GROUP, ANNA, text="/speak Good evening")
    await rig.server.said(GROUP, "Whose face should say that?")


async def test_a_voice_as_reply_to_an_old_photo_takes_that_photo(rig):
    old = rig.server.written(ANNA, ANNA, photo=b"an old photo")
    await rig.server.send(ANNA, ANNA, photo=PHOTO)
    await rig.server.said(ANNA, "What should it say?")
    await rig.server.send(ANNA, ANNA, voice=VOICE, reply_to=old)
    assert await photo_of(rig, await rig.job()) == b"an old photo"


async def test_a_photo_as_reply_to_a_voice_takes_that_voice(rig):
    voice = rig.server.written(ANNA, ANNA, voice=VOICE)
    await rig.server.send(ANNA, ANNA, photo=PHOTO, reply_to=voice)
    assert await rig.media.get((await rig.job()).request.sound) == VOICE


async def test_words_as_reply_to_a_video_of_ours_are_said_by_the_same_face(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    first = await rig.job()
    await rig.render(first)
    video = await rig.server.video(ANNA)
    await rig.delivered()
    assert not await rig.media.has(first.request.photo)
    await rig.server.send(ANNA, ANNA, text="And goodbye!", reply_to=video)
    second = await rig.job(2)
    assert second.request.text == "And goodbye!"
    assert await photo_of(rig, second) == PHOTO


@pytest.mark.parametrize(
    "said",
    [
        {"mime_type": "image/png", "file_name": "me.png"},
        {"mime_type": "application/octet-stream", "file_name": "IMG_1.HEIC"},
    ],
)
async def test_a_picture_sent_as_a_file_is_a_photo(rig, said):
    await rig.server.send(ANNA, ANNA, document=(PHOTO, said), caption="Hello!")
    assert await photo_of(rig, await rig.job()) == PHOTO


async def test_a_file_of_another_kind_is_named_and_not_downloaded(rig):
    said = {"mime_type": "application/pdf", "file_name": "letter.pdf"}
    await rig.server.send(ANNA, ANNA, document=(b"pdf", said), caption="Hello!")
    await rig.server.said(ANNA, "“letter.pdf” as a picture or as a recording")
    assert rig.server.made("getFile") == []


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        (
            {"document": (PHOTO, {"mime_type": "image/png", "file_size": 30_000_000})},
            "The photo file is 30 MB; I can take up to 20 MB.",
        ),
        (
            {"audio": (VOICE, {"file_size": 45_000_000})},
            "The recording is 45 MB; I can take up to 20 MB.",
        ),
        (
            {"voice": (VOICE, {"duration": 800})},
            "The recording is 800 s long; I can take up to 600 s.",
        ),
    ],
)
async def test_what_is_too_large_is_refused_by_what_the_message_says(rig, message, answer):
    old = rig.server.written(ANNA, ANNA, photo=PHOTO)
    await rig.server.send(ANNA, ANNA, **message, caption="Hello!", reply_to=old)
    await rig.server.said(ANNA, answer)
    assert rig.server.made("getFile") == []


@pytest.mark.parametrize(
    ("words", "answer"),
    [("Hello! " * 600, "4,199 characters; I can take up to 4,000"), ("🎈🎈", "emoji")],
)
async def test_words_that_cannot_be_spoken_are_refused_before_anything_is_fetched(
    rig, words, answer
):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption=words)
    await rig.server.said(ANNA, answer)
    assert rig.server.made("getFile") == []
    assert rig.states() == []


async def test_a_long_text_is_said_as_a_reply_to_a_photo_and_out_of_a_file(rig):
    words = "We went to the river. " * 180  # a caption has room for 1,024 letters
    photo = rig.server.written(ANNA, ANNA, photo=PHOTO)
    await rig.server.send(ANNA, ANNA, text=words, reply_to=photo)
    first = await rig.job()
    assert (first.request.text, await rig.media.get(first.request.photo)) == (words.strip(), PHOTO)
    file = (words.encode("utf-16"), {"mime_type": "text/plain", "file_name": "story.txt"})
    await rig.server.send(ANNA, ANNA, document=file, reply_to=photo)
    second = await rig.job(2)
    assert second.request.text == words.strip()
    assert await rig.media.get(second.request.photo) == PHOTO


async def test_each_photo_of_an_album_says_the_caption_and_the_fourth_is_declined(rig):
    await rig.server.send(ANNA, ANNA, photo=b"one", caption="Hello!", album="a1")
    for photo in (b"two", b"three", b"four", b"five"):
        await rig.server.send(ANNA, ANNA, photo=photo, album="a1")
    await rig.server.said(ANNA, "From an album I take only the first 3 photos.")
    jobs = [await rig.job(number) for number in (1, 2, 3)]
    assert [job.request.text for job in jobs] == ["Hello!"] * 3
    assert [await photo_of(rig, job) for job in jobs] == [b"one", b"two", b"three"]
    await rig.server.send(ANNA, ANNA, text="/help")
    await rig.server.said(ANNA, "/settings for voice")
    assert len(rig.states()) == 3
    assert sum("first 3" in m.get("text", "") for m in rig.server.of_bot(ANNA)) == 2  # and /help


async def test_nothing_but_words_gets_a_question(rig):
    await rig.server.send(ANNA, ANNA, text="Hello!")
    await rig.server.said(ANNA, "Whose face should say that?")


async def test_a_dialogue_goes_to_the_core_with_its_numbers(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="1: Hello 2: Hi there")
    job = await rig.job()
    assert job.request.text == "1: Hello 2: Hi there"


async def test_a_job_that_fails_turns_its_status_message_into_the_reason(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await rig.fail(await rig.job(), "face_too_small", width_pixels=34.0, min_pixels=48)
    refusal = await rig.server.said(ANNA, "The face is 34 pixels wide; I need about 48.")
    assert rig.server.of_bot(ANNA) == [refusal]
    assert rig.server.buttons(refusal) == []


async def test_people_are_answered_in_the_language_of_their_telegram(rig):
    anna = {"id": ANNA, "is_bot": False, "first_name": "Anna", "language_code": "de-AT"}
    await rig.server.send(ANNA, anna, photo=PHOTO, caption="Hallo!")
    await rig.server.said(ANNA, "Platz 1 in der Warteschlange")
    await rig.render(await rig.job())
    assert (await rig.server.video(ANNA))["caption"] == "Von KI aus einem Foto gemacht."


async def test_the_first_video_needs_consent_and_goes_on_by_itself(rig):
    await rig.server.send(BORIS, BORIS, photo=PHOTO, caption="Hello!")
    question = await rig.server.said(BORIS, "[I agree]")
    assert rig.states() == []
    await rig.server.press(question, BORIS, "I agree")
    job = await rig.job()
    assert (job.request.text, job.request.chat.user) == ("Hello!", str(BORIS))
    await rig.server.said(BORIS, "Thank you. Here we go!")
    await rig.server.send(BORIS, BORIS, photo=PHOTO, caption="Again!")
    assert (await rig.job(2)).request.text == "Again!"


async def test_nothing_is_stored_of_somebody_who_has_not_agreed_and_their_photo_is_still_known(
    rig,
):
    await rig.server.send(BORIS, BORIS, photo=PHOTO)
    await rig.server.said(BORIS, "What should it say?")
    await rig.server.send(BORIS, BORIS, photo=PHOTO, caption="/save Mary")
    asked = await rig.server.said(BORIS, "[I agree]")
    await rig.server.send(BORIS, BORIS, text="Hello!")
    question = await rig.server.said(BORIS, "[I agree]", after=asked["message_id"])
    assert rig.media._files == {}
    await rig.server.press(question, BORIS, "I agree")
    job = await rig.job()
    assert await rig.media.get(job.request.photo) == PHOTO
    assert job.request.text == "Hello!"


async def test_consent_to_a_voice_that_replied_to_a_photo_goes_on_with_both(rig):
    old = rig.server.written(BORIS, BORIS, photo=PHOTO)
    await rig.server.send(BORIS, BORIS, voice=VOICE, reply_to=old)
    await rig.server.press(await rig.server.said(BORIS, "[I agree]"), BORIS, "I agree")
    request = (await rig.job()).request
    assert await rig.media.get(request.photo) == PHOTO
    assert await rig.media.get(request.sound) == VOICE


async def test_what_is_not_meant_for_us_in_a_group_is_not_answered(rig):
    photo = await rig.server.send(GROUP, ANNA, photo=PHOTO, caption="Look at this!")
    await rig.server.send(GROUP, BORIS, text="Nice!", reply_to=photo)
    await rig.server.send(GROUP, BORIS, text="/speak@other_bot Hi", reply_to=photo)
    await rig.server.send(GROUP, ANNA, text="/help@talking_bot")
    await rig.server.said(GROUP, "/settings for voice")
    assert len(rig.server.of_bot(GROUP)) == 1


@pytest.mark.parametrize("words", ["/speak Hi there", "/speak@Talking_bot Hi there"])
async def test_a_command_as_reply_to_anybodys_photo_lets_it_speak_in_a_group(rig, words):
    photo = rig.server.written(GROUP, BORIS, photo=PHOTO)
    await rig.server.send(GROUP, ANNA, text=words, reply_to=photo)
    job = await rig.job()
    assert (job.request.text, await photo_of(rig, job)) == ("Hi there", PHOTO)
    await rig.render(job)
    await rig.server.video(GROUP)


async def test_a_command_or_our_name_in_a_caption_counts_in_a_group(rig):
    await rig.server.send(GROUP, ANNA, photo=PHOTO, caption="/speak@talking_bot One")
    assert (await rig.job()).request.text == "One"
    await rig.server.send(GROUP, ANNA, photo=PHOTO, caption="@talking_bot Two")
    assert (await rig.job(2)).request.text == "Two"


async def test_in_a_group_the_question_leads_to_an_answer_that_we_get_to_see(rig):
    photo = rig.server.written(GROUP, BORIS, photo=PHOTO)
    await rig.server.send(GROUP, ANNA, text="/speak", reply_to=photo)
    question = await rig.server.said(GROUP, "What should it say?")
    [call] = rig.server.made("sendMessage", chat=GROUP)
    assert '"force_reply": true' in call.values["reply_markup"]
    await rig.server.send(GROUP, ANNA, voice=VOICE, reply_to=question)
    assert await rig.media.get((await rig.job()).request.sound) == VOICE


async def test_only_the_askers_buttons_count(rig):
    photo = rig.server.written(GROUP, BORIS, photo=PHOTO)
    await rig.server.send(GROUP, ANNA, text="/speak Hi", reply_to=photo)
    await rig.job()
    status = await rig.server.said(GROUP, "[Stop]")
    await rig.server.press(status, BORIS, "Stop")
    await rig.server.until(lambda: rig.server.alerts)
    assert rig.server.alerts[0]["text"] == "Only the person who asked can use this button."
    assert rig.states() == ["queued"]


async def test_the_button_stops_a_job_and_says_so(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    job = await rig.job()
    await rig.server.press(await rig.server.said(ANNA, "[Stop]"), ANNA, "Stop")
    stopped = await rig.server.said(ANNA, "Stopped.")
    assert rig.states() == ["cancelled"]
    assert rig.server.buttons(stopped) == []
    assert not await rig.media.has(job.request.photo)


async def test_cancel_stops_all_that_one_waits_for_in_this_chat(rig):
    for words in ("One", "Two"):
        await rig.server.send(ANNA, ANNA, photo=PHOTO, caption=words)
    await rig.job(2)
    await rig.server.send(ANNA, ANNA, text="/cancel")
    await rig.server.until(
        lambda: sum(m.get("text") == "Stopped." for m in rig.server.of_bot(ANNA)) == 2
    )
    assert rig.states() == ["cancelled", "cancelled"]
    await rig.server.send(ANNA, ANNA, text="/cancel")
    await rig.server.said(ANNA, "There is nothing to stop.")


async def test_a_full_queue_is_reported_in_the_status_message(video):
    from tests.telegram_rig import rig as new_rig

    async with new_rig(video, limits={"queue_length": 1}) as rig:
        await rig.agree(ANNA)
        await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="One")
        await rig.job()
        await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Two")
        refusal = await rig.server.said(ANNA, "The queue is full: 1 video is waiting.")
        assert rig.server.buttons(refusal) == []
        assert rig.states() == ["queued"]


async def test_who_is_not_invited_is_told_so_in_private_and_not_answered_in_groups(video):
    from tests.telegram_rig import rig as new_rig

    async with new_rig(video, access={"allowed": ("telegram:42",)}) as rig:
        await rig.server.send(GROUP, BORIS, text="/help@talking_bot")
        await rig.server.send(BORIS, BORIS, text="/help")
        await rig.server.said(BORIS, "This bot is by invitation only.")
        await rig.server.send(ANNA, ANNA, text="/help")
        await rig.server.said(ANNA, "/settings for voice")
        assert rig.server.of_bot(GROUP) == []


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/start", "I make photos speak"),
        ("/help", "/settings for voice"),
        ("/privacy", "deleted once the video is in the chat"),
        ("/nonsense", "Send me a photo of a face"),
    ],
)
async def test_a_command_is_answered(rig, command, answer):
    await rig.server.send(ANNA, ANNA, text=command)
    said = await rig.server.said(ANNA, answer)
    assert said["from"] == BOT


async def test_a_photo_that_telegram_does_not_give_out_is_asked_for_again(rig):
    message = rig.server.written(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    rig.server.files.clear()
    await rig.server.deliver({"message": message})
    await rig.server.said(ANNA, "I couldn’t download that file. Please send it again.")
    assert rig.states() == []
