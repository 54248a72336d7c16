"""The buttons below a video.

Other words, another voice or format, the same once more, and a face that is kept.
"""

import pytest

from talking_photo.core.model import Layout
from tests.bot_rig import listening
from tests.telegram_rig import rig_at
from tests.telegram_server import TelegramServer

ANNA, BORIS, GROUP = 42, 43, -100
PHOTO, VOICE = b"a photo", b"a voice"
GERMAN = frozenset({"de", "en"})


async def delivered(rig, chat=ANNA, number=1, **message):
    """The video of a photo, once everything about it was noted."""
    message = message or {"photo": PHOTO, "caption": "Hello!"}
    await rig.server.send(chat, ANNA, **message)
    job = await rig.job(number)
    await rig.render(job)
    video = await rig.server.video(chat, number)
    await rig.delivered()
    return job, video


async def alert(rig):
    """The first words that came as an answer to a press."""
    alerts = await rig.server.until(lambda: [a for a in rig.server.alerts if "text" in a])
    return alerts[0]["text"]


async def test_again_lets_the_same_face_say_the_next_words(rig):
    first, video = await delivered(rig)
    await rig.server.press(video, ANNA, "Again")
    await rig.server.said(ANNA, "What should this face say now?")
    await rig.server.send(ANNA, ANNA, text="And goodbye!")
    second = (await rig.job(2)).request
    assert second.text == "And goodbye!"
    assert await rig.media.get(second.photo) == PHOTO
    assert not await rig.media.has(first.request.photo)


async def test_again_takes_a_voice_message_too_and_only_the_next_message(rig):
    _, video = await delivered(rig)
    await rig.server.send(ANNA, ANNA, photo=b"another photo")
    await rig.server.said(ANNA, "What should it say?")
    await rig.server.press(video, ANNA, "Again")
    await rig.server.said(ANNA, "What should this face say now?")
    await rig.server.send(ANNA, ANNA, voice=VOICE)
    second = (await rig.job(2)).request
    assert (second.text, await rig.media.get(second.sound)) == (None, VOICE)
    assert await rig.media.get(second.photo) == PHOTO
    await rig.server.send(ANNA, ANNA, text="Hello!")
    assert await rig.media.get((await rig.job(3)).request.photo) == b"another photo"


async def test_a_new_photo_takes_the_place_of_the_face_that_was_asked_about(rig):
    _, video = await delivered(rig)
    await rig.server.press(video, ANNA, "Again")
    await rig.server.said(ANNA, "What should this face say now?")
    await rig.server.send(ANNA, ANNA, photo=b"another photo")
    await rig.server.said(ANNA, "What should it say?")
    await rig.server.send(ANNA, ANNA, text="Hello!")
    assert await rig.media.get((await rig.job(2)).request.photo) == b"another photo"


async def test_the_same_words_once_more_are_another_take(rig):
    first, video = await delivered(rig)
    await rig.server.press(video, ANNA, "Again")
    question = await rig.server.said(ANNA, "What should this face say now?")
    await rig.server.press(question, ANNA, "The same words")
    second = (await rig.job(2)).request
    assert (second.text, second.options.seed) == (
        first.request.text,
        first.request.options.seed + 1,
    )


async def test_another_format_makes_the_same_video_in_that_format(rig):
    first, video = await delivered(rig)
    await rig.server.press(video, ANNA, "Other format")
    question = await rig.server.said(ANNA, "Which format?")
    labels = [button["text"] for button in rig.server.buttons(question)]
    assert labels == ["square", "upright 9:16", "wide 16:9", "round video message"]
    await rig.server.press(question, ANNA, "square")
    second = (await rig.job(2)).request
    assert (second.text, second.options.layout) == (first.request.text, Layout.SQUARE)
    await rig.server.press(question, ANNA, "square")
    assert await alert(rig) == "That video is already here, or on its way."
    assert len(rig.states()) == 2


async def test_another_voice_is_offered_where_there_is_one(rig, monkeypatch):
    from talking_photo.core.speech import voice_sample

    spoken = {"piper": GERMAN, "espeak": GERMAN, "google": frozenset({"fr"})}
    monkeypatch.setattr(
        voice_sample, "_spoken_by", lambda voice: spoken.get(voice.name, frozenset())
    )
    await rig.server.send(ANNA, ANNA, text="/language de")
    await rig.server.said(ANNA, "Language: Deutsch")
    _, video = await delivered(rig)
    await rig.server.press(video, ANNA, "Other voice")
    question = await rig.server.said(ANNA, "Which voice?")
    labels = [button["text"] for button in rig.server.buttons(question)]
    assert labels[0] == "robot (eSpeak)"
    assert not any("Piper" in label or "Google" in label for label in labels)
    await rig.server.press(question, ANNA, "robot")
    assert (await rig.job(2)).request.options.voice == "espeak"


async def test_the_same_voice_can_be_higher_or_slower(rig):
    _, video = await delivered(rig)
    await rig.server.press(video, ANNA, "Other voice")
    await rig.server.press(await rig.server.said(ANNA, "Which voice?"), ANNA, "the same, deeper")
    job = await rig.job(2)
    assert job.request.options.pitch < 1
    await rig.render(job)
    video = await rig.server.video(ANNA, 2)
    await rig.delivered()
    await rig.server.press(video, ANNA, "Other voice")
    question = await rig.server.said(ANNA, "Which voice?", after=video["message_id"])
    await rig.server.press(question, ANNA, "the same, slower")
    options = (await rig.job(3)).request.options
    assert (options.pitch, options.pace < 1) == (job.request.options.pitch, True)


async def test_to_a_recording_no_other_voice_is_offered(rig):
    photo = rig.server.written(ANNA, ANNA, photo=PHOTO)
    _, video = await delivered(rig, voice=VOICE, reply_to=photo)
    labels = [button["text"] for button in rig.server.buttons(video)]
    assert labels == ["↻ Again", "Other format", "Save this face"]


async def test_the_face_of_a_video_is_kept_under_the_name_that_is_sent_next(rig):
    _, video = await delivered(rig)
    await rig.server.press(video, ANNA, "Save this face")
    await rig.server.said(ANNA, "Under which name?")
    await rig.server.send(ANNA, ANNA, text="Aunt Mary")
    await rig.server.said(ANNA, "Saved. Try it: /as Aunt Mary Hello!")
    await rig.server.send(ANNA, ANNA, text="/as Aunt Mary Hi!")
    request = (await rig.job(2)).request
    assert (request.text, await rig.media.get(request.photo)) == ("Hi!", PHOTO)


async def test_in_a_group_the_questions_lead_to_an_answer_that_we_get_to_see(rig):
    photo = rig.server.written(GROUP, BORIS, photo=PHOTO)
    _, video = await delivered(rig, GROUP, text="/speak Hi", reply_to=photo)
    await rig.server.press(video, ANNA, "Save this face")
    question = await rig.server.said(GROUP, "Under which name?")
    assert rig.server.made("sendMessage")[-1].values["reply_markup"].count("force_reply") == 1
    await rig.server.send(GROUP, ANNA, text="Boris", reply_to=question)
    await rig.server.said(GROUP, "Saved. Try it: /as Boris")


@pytest.mark.parametrize("button", ["Again", "Other format", "Save this face"])
async def test_only_the_asker_can_press(rig, button):
    photo = rig.server.written(GROUP, BORIS, photo=PHOTO)
    _, video = await delivered(rig, GROUP, text="/speak Hi", reply_to=photo)
    await rig.server.press(video, BORIS, button)
    assert await alert(rig) == "Only the person who asked can use this button."


async def test_a_button_that_was_forged_gives_nobody_the_video_of_others(rig):
    await rig.agree(BORIS)
    job, video = await delivered(rig)
    button = {"text": "x", "callback_data": f"other|{BORIS}|{job.id}:format:square"}
    rig.server.now(video)["reply_markup"] = {"inline_keyboard": [[button]]}
    await rig.server.press(video, BORIS, "x")
    assert (await alert(rig)).startswith("I no longer have the photo")
    assert len(rig.states()) == 1


async def test_the_buttons_and_what_was_asked_work_after_a_restart(video):
    async with TelegramServer() as server:
        server.limits = None  # a new process does not know what the one before has just said
        built = rig_at(server, video)
        await built.agree(ANNA)
        async with listening(built):
            _, shown = await delivered(built)
            await server.press(shown, ANNA, "Again")
            await server.said(ANNA, "What should this face say now?")
        async with listening(built):
            await server.send(ANNA, ANNA, text="And goodbye!")
            assert (await built.job(2)).request.text == "And goodbye!"
            await server.press(shown, ANNA, "Other format")
            await server.press(await server.said(ANNA, "Which format?"), ANNA, "square")
            assert (await built.job(3)).request.options.layout == Layout.SQUARE


async def test_below_a_round_video_the_buttons_stand_at_what_is_said_of_it(rig):
    await rig.server.send(ANNA, ANNA, text="/format round")
    await rig.server.said(ANNA, "Format: round video message.")
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await rig.render(await rig.job(), width=80)
    answer = await rig.server.said(ANNA, "Made by AI from a photo.")
    await rig.delivered()
    await rig.server.press(answer, ANNA, "Again")
    await rig.server.said(ANNA, "What should this face say now?")
    await rig.server.send(ANNA, ANNA, text="And goodbye!")
    second = (await rig.job(2)).request
    assert (second.text, second.options.layout) == ("And goodbye!", Layout.ROUND)


@pytest.mark.parametrize(
    "before",
    [{"voice": VOICE}, {"text": "Good morning"}, {"voice": VOICE, "caption": "What I say"}],
    ids=["voice", "words", "voice with words"],
)
async def test_what_comes_before_its_photo_waits_for_it(rig, before):
    await rig.server.send(ANNA, ANNA, **before)
    await rig.server.said(ANNA, "Whose face should say that?")
    await rig.server.send(ANNA, ANNA, photo=PHOTO)
    request = (await rig.job()).request
    assert request.text == before.get("text", before.get("caption"))
    assert await rig.media.get(request.photo) == PHOTO
    assert (request.sound is not None) == ("voice" in before)
    await rig.server.send(ANNA, ANNA, photo=b"another photo")
    await rig.server.said(ANNA, "What should it say?")
    assert len(rig.states()) == 1


async def test_what_waited_for_its_photo_is_agreed_to_as_a_whole(rig):
    await rig.server.send(BORIS, BORIS, voice=VOICE)
    await rig.server.said(BORIS, "Whose face should say that?")
    await rig.server.send(BORIS, BORIS, photo=PHOTO)
    await rig.server.press(await rig.server.said(BORIS, "[I agree]"), BORIS, "I agree")
    request = (await rig.job()).request
    assert await rig.media.get(request.photo) == PHOTO
    assert await rig.media.get(request.sound) == VOICE


async def test_a_photo_with_its_own_words_does_not_say_what_came_before(rig):
    await rig.server.send(ANNA, ANNA, text="Good morning")
    await rig.server.said(ANNA, "Whose face should say that?")
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Good night")
    assert (await rig.job()).request.text == "Good night"


async def test_words_that_were_said_by_another_photo_meanwhile_wait_no_longer(rig):
    old = rig.server.written(ANNA, ANNA, photo=b"an old photo")
    await rig.server.send(ANNA, ANNA, text="Good morning")
    await rig.server.said(ANNA, "Whose face should say that?")
    await rig.server.send(ANNA, ANNA, text="Good morning", reply_to=old)
    await rig.job()
    await rig.server.send(ANNA, ANNA, photo=PHOTO)
    await rig.server.said(ANNA, "What should it say?")
    assert len(rig.states()) == 1


async def test_two_people_in_a_group_do_not_complete_one_anothers_messages(rig):
    await rig.agree(BORIS)
    await rig.server.send(GROUP, ANNA, text="@talking_bot Good morning")
    await rig.server.said(GROUP, "Whose face should say that?")
    await rig.server.send(GROUP, BORIS, photo=PHOTO, caption="@talking_bot")
    await rig.server.said(GROUP, "What should it say?")
    assert rig.states() == []
