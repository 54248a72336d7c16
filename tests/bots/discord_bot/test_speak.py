"""What people ask by commands, forms and buttons, and what they get.

The real library between a local Discord and our services.
"""

import io
import zipfile
from dataclasses import replace

import pytest

from tests.discord_rules import buttons_of
from tests.discord_world import EPHEMERAL, FOREIGN, HALL, THREAD, Upload, words_of

ANNA, BORIS, CARLA = 42, 43, 44
PHOTO, VOICE = b"a photo", b"a voice"
SOUND = Upload(VOICE, "voice.mp3")


async def asked_for_a_video(rig, channel=HALL, user=ANNA, number=1, **options):
    given = {"photo": PHOTO, "text": "Hello!"} | options
    asked = await rig.server.slash(user, channel, "speak", **given)
    return asked, await rig.job(number)


async def test_a_photo_and_a_text_become_a_video_in_the_answer_to_the_command(rig):
    asked, job = await asked_for_a_video(rig)
    await rig.server.said(HALL, "You are number 1 in the queue, about 3 sec to go.")
    assert (asked.answered, asked.message["flags"] & EPHEMERAL) == (5, 0)
    assert (job.request.text, await rig.media.get(job.request.photo)) == ("Hello!", PHOTO)
    await rig.render(job)
    video = await rig.server.shown_video(HALL)
    assert video["id"] == asked.message["id"]
    assert rig.server.video_of(video) == rig._video
    assert video["content"] == "Made by AI from a photo."
    assert "[Stop]" not in words_of(video)
    assert video["attachments"][0]["filename"] == "talking-photo.mp4"
    await rig.delivered()
    assert rig.server.made("send", "follow up") == []
    assert rig.states() == ["delivered"]


async def test_a_transparent_video_keeps_its_ending(rig):
    _, job = await asked_for_a_video(rig)
    await rig.render(job, suffix=".webm")
    video = await rig.server.shown_video(HALL)
    assert [file["filename"] for file in video["attachments"]] == ["talking-photo.webm"]


@pytest.mark.parametrize(
    ("room", "files"), [(100, ["webm", "c2pa"]), (10, ["webm"])], ids=["fits", "too large"]
)
async def test_the_credentials_of_a_transparent_video_are_attached_to_it(rig, room, files):
    _, job = await asked_for_a_video(rig)
    job = replace(job, request=replace(job.request, max_bytes=len(rig._video) + room))
    rig.jobs._jobs[job.id] = job
    await rig.render(job, suffix=".webm", sidecar=bytes(100))
    video = await rig.server.shown_video(HALL)
    names = [file["filename"] for file in video["attachments"]]
    assert names == [f"talking-photo.{ending}" for ending in files]


async def test_the_answer_is_promised_before_the_photo_is_fetched(rig):
    await asked_for_a_video(rig)
    names = [call.name for call in rig.server.calls]
    assert names.index("callback") < names.index("original") < names.index("download")


@pytest.mark.parametrize("place", ["thread", "alone", "abroad"])
async def test_threads_direct_messages_and_servers_that_only_the_asker_uses_it_in_work(rig, place):
    channel = {"thread": THREAD, "alone": rig.server.dm(ANNA), "abroad": FOREIGN}[place]
    _, job = await asked_for_a_video(rig, channel)
    await rig.render(job)
    await rig.server.shown_video(channel)
    await rig.delivered()
    assert rig.states() == ["delivered"]


async def test_a_sound_moves_the_lips(rig):
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, sound=SOUND)
    request = (await rig.job()).request
    assert (request.text, await rig.media.get(request.sound)) == (None, VOICE)


async def test_the_choices_of_a_command_hold_for_its_video_only(rig):
    choices = {"language": "de", "expression": "happy", "format": "square", "captions": True}
    _, job = await asked_for_a_video(rig, **choices)
    request = job.request
    assert (request.options.language, request.options.expression, request.options.captions) == (
        "de",
        "happy",
        True,
    )
    assert request.options.layout == "square"
    _, job = await asked_for_a_video(rig, number=2)
    assert (job.request.options.language, job.request.options.captions) == (None, False)


async def test_voices_languages_and_saved_portraits_are_offered_while_somebody_types(rig):
    voices = await rig.server.complete(ANNA, HALL, "speak", "voice", "")
    assert "espeak" in voices.values()
    languages = await rig.server.complete(ANNA, HALL, "speak", "language", "deu")
    assert languages == {"German · Deutsch": "de"}
    rig.server.user(ANNA)["locale"] = "es-ES"
    assert await rig.server.complete(ANNA, HALL, "language", "name", "alem") == {
        "Alemán · Deutsch": "de"
    }
    rig.server.user(ANNA)["locale"] = "en-US"
    await rig.server.slash(ANNA, HALL, "portrait save", name="Grandpa", photo=PHOTO)
    await rig.server.said(HALL, "Saved.")
    assert await rig.server.complete(ANNA, HALL, "speak", "portrait", "gra") == {
        "Grandpa": "Grandpa"
    }
    assert await rig.server.complete(BORIS, HALL, "portrait delete", "name", "") == {}


async def test_a_language_is_understood_by_its_name_and_an_unknown_one_is_refused_at_once(rig):
    _, job = await asked_for_a_video(rig, language="german")
    assert job.request.options.language == "de"
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hi", language="germn")
    await rig.server.said(HALL, "No voice here speaks “germn”. Did you mean: German")
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hi", voice="Elvis")
    await rig.server.said(HALL, "There is no “Elvis” to choose here.")
    await rig.server.slash(ANNA, HALL, "language", name="ital")
    await rig.server.said(HALL, "Language: Italiano.")
    _, job = await asked_for_a_video(rig, number=2)
    assert job.request.options.language == "it"
    assert len(rig.states()) == 2


async def test_without_words_a_form_asks_for_them(rig):
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO)
    await rig.server.submit(asked, words="Good morning")
    request = (await rig.job()).request
    assert (request.text, await rig.media.get(request.photo)) == ("Good morning", PHOTO)
    await rig.render(await rig.job())
    await rig.server.shown_video(HALL)


async def test_a_recording_can_be_put_into_the_form(rig):
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO)
    await rig.server.submit(asked, sound=SOUND)
    assert await rig.media.get((await rig.job()).request.sound) == VOICE


async def test_a_form_sent_empty_gets_a_question(rig):
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO)
    await rig.server.submit(asked)
    await rig.server.said(HALL, "What should it say?")
    assert rig.states() == []


@pytest.mark.parametrize("seen", [False, True], ids=["without the intent", "with the intent"])
async def test_any_message_with_a_picture_can_be_made_to_talk_from_its_menu(rig, seen):
    rig.server.gateway.may_see_content = seen
    photo = await rig.server.write(HALL, BORIS, "My cat", files=[PHOTO])
    asked = await rig.server.menu(ANNA, "Make it talk", photo)
    await rig.server.submit(asked, words="Meow")
    job = await rig.job()
    assert (job.request.text, await rig.media.get(job.request.photo)) == ("Meow", PHOTO)
    assert job.request.chat.user == str(ANNA)


async def test_a_message_without_a_picture_has_nothing_to_make_talk(rig):
    message = await rig.server.write(HALL, BORIS, "Just words")
    await rig.server.menu(ANNA, "Make it talk", message)
    answer = await rig.server.said(HALL, "Give me a photo of a face")
    assert rig.server.readers[int(answer["id"])] == ANNA
    assert rig.states() == []


async def test_our_own_video_can_be_made_to_say_something_else(rig):
    _, job = await asked_for_a_video(rig)
    await rig.render(job)
    video = await rig.server.shown_video(HALL)
    await rig.delivered()
    asked = await rig.server.menu(BORIS, "Make it talk", video)
    await rig.agree(BORIS)
    await rig.server.submit(asked, words="And goodbye!")
    job = await rig.job(2)
    assert (job.request.text, await rig.media.get(job.request.photo)) == ("And goodbye!", PHOTO)


async def test_a_private_video_is_for_the_askers_eyes_only(rig):
    asked, job = await asked_for_a_video(rig, private=True)
    assert asked.message["flags"] & EPHEMERAL
    await rig.render(job)
    video = await rig.server.shown_video(HALL)
    await rig.delivered()
    assert rig.server.readers[int(video["id"])] == ANNA
    assert all(rig.server.readers.get(int(m["id"])) == ANNA for m in rig.server.of_bot(HALL))


async def test_a_saved_portrait_speaks_and_can_be_removed(rig):
    await rig.server.slash(ANNA, HALL, "portrait save", name="Grandpa", photo=PHOTO)
    await rig.server.said(HALL, "Saved. Try it: /speak portrait:Grandpa")
    await rig.server.slash(ANNA, HALL, "speak", portrait="Grandpa", text="Well, well.")
    assert await rig.media.get((await rig.job()).request.photo) == PHOTO
    await rig.server.slash(ANNA, HALL, "portrait list")
    menu = await rig.server.said(HALL, "[Grandpa]")
    shown = await rig.server.said(HALL, "<Grandpa.jpg>")
    assert rig.server.readers[int(shown["id"])] == ANNA
    asked = await rig.server.press(menu, ANNA, "Grandpa")
    await rig.server.submit(asked, words="Once more.")
    request = (await rig.job(2)).request
    assert (request.text, await rig.media.get(request.photo)) == ("Once more.", PHOTO)
    await rig.server.slash(ANNA, HALL, "portrait delete", name="Grandpa")
    removed = await rig.server.said(HALL, "Grandpa has been removed.")
    await rig.server.slash(ANNA, HALL, "portrait list")
    await rig.server.said(HALL, "You have no portraits yet.")
    await rig.server.slash(ANNA, HALL, "speak", portrait="Grandpa", text="Well, well.")
    await rig.server.said(HALL, "You have no portrait with that name.")
    await rig.server.press(removed, ANNA, "Undo")
    await rig.server.said(HALL, "Grandpa is back.")


async def test_what_is_chosen_in_the_settings_holds_from_then_on(rig):
    await rig.server.slash(ANNA, HALL, "settings")
    menu = await rig.server.said(HALL, "[Expression: ")
    await rig.server.press(menu, ANNA, "Expression")
    await rig.server.said(HALL, "[happy]")
    await rig.server.press(menu, ANNA, "happy")
    await rig.server.said(HALL, "✓ happy")
    _, job = await asked_for_a_video(rig)
    assert job.request.options.expression == "happy"


async def test_a_voice_can_be_heard_before_it_is_chosen(rig):
    await rig.server.slash(ANNA, HALL, "voice")
    menu = await rig.server.said(HALL, "[▶ a man (natural)]")
    await rig.server.press(menu, ANNA, "▶ a man (natural)")
    incoming = await rig.server.said(HALL, "<voice.ogg>")
    assert rig.server.files[incoming["attachments"][0]["id"]] == b"OggShibari-man"


async def test_a_voice_of_ones_own_is_made_changed_used_and_deleted(rig):
    await rig.server.slash(ANNA, HALL, "voice", create="Grandpa")
    editor = await rig.server.said(HALL, "“Grandpa” is made from: a woman (natural). Pitch 100 %")
    await rig.server.press(editor, ANNA, "deeper")
    await rig.server.said(HALL, "Pitch 94 %")
    await rig.server.press(editor, ANNA, "Use it")
    _, job = await asked_for_a_video(rig)
    assert job.request.options.voices == {"en": "Grandpa"}
    assert await rig.server.complete(ANNA, HALL, "voice", "delete", "gra") == {
        "Grandpa": "Grandpa"
    }
    await rig.server.slash(ANNA, HALL, "voice", delete="Grandpa")
    await rig.server.said(HALL, "The voice Grandpa has been deleted.")


async def test_help_and_privacy_are_told_to_the_asker_alone(rig):
    for command, words in (("help", "Apps → Make it talk"), ("privacy", "/mydata export")):
        asked = await rig.server.slash(ANNA, HALL, command)
        message = await rig.server.said(HALL, words)
        assert rig.server.readers[int(message["id"])] == ANNA
        assert asked.message["id"] == message["id"]


async def test_people_are_answered_in_the_language_of_their_discord(rig):
    rig.server.user(ANNA)["locale"] = "de"
    _, job = await asked_for_a_video(rig)
    await rig.server.said(HALL, "Platz 1 in der Warteschlange")
    await rig.render(job)
    assert (await rig.server.shown_video(HALL))["content"] == "Von KI aus einem Foto gemacht."


async def test_the_first_video_needs_consent_and_goes_on_by_itself(rig):
    await rig.server.slash(BORIS, HALL, "speak", photo=PHOTO, text="Hello!")
    question = await rig.server.said(HALL, "[I agree]")
    assert rig.states() == []
    await rig.server.press(question, BORIS, "I agree")
    job = await rig.job()
    assert (job.request.text, job.request.chat.user) == ("Hello!", str(BORIS))
    await rig.server.said(HALL, "Thank you. Here we go!")
    await rig.render(job)
    await rig.server.shown_video(HALL)


async def test_consent_after_a_form_goes_on_with_what_was_filled_in(rig):
    asked = await rig.server.slash(BORIS, HALL, "speak", photo=PHOTO)
    await rig.server.submit(asked, sound=SOUND)
    await rig.server.press(await rig.server.said(HALL, "[I agree]"), BORIS, "I agree")
    request = (await rig.job()).request
    assert (await rig.media.get(request.photo), await rig.media.get(request.sound)) == (
        PHOTO,
        VOICE,
    )


async def test_only_the_askers_buttons_count(rig):
    await asked_for_a_video(rig)
    status = await rig.server.said(HALL, "[Stop]")
    await rig.server.press(status, BORIS, "Stop")
    answer = await rig.server.said(HALL, "Only the person who asked can use this button.")
    assert rig.server.readers[int(answer["id"])] == BORIS
    assert rig.states() == ["queued"]


async def test_the_button_stops_a_job_and_says_so(rig):
    _, job = await asked_for_a_video(rig)
    await rig.server.press(await rig.server.said(HALL, "[Stop]"), ANNA, "Stop")
    stopped = await rig.server.said(HALL, "Stopped.")
    await rig.server.until(lambda: buttons_of(stopped["components"]) == [])
    assert rig.states() == ["cancelled"]
    assert not await rig.media.has(job.request.photo)


async def test_cancel_stops_what_one_waits_for_in_this_channel_and_says_so(rig):
    await asked_for_a_video(rig)
    await asked_for_a_video(rig, THREAD, number=2)
    asked = await rig.server.slash(ANNA, HALL, "cancel")
    await rig.server.until(lambda: "Stopped." in (asked.message or {}).get("content", ""))
    assert sorted(rig.states()) == ["cancelled", "queued"]
    asked = await rig.server.slash(ANNA, HALL, "cancel")
    await rig.server.until(lambda: asked.edits)
    assert "nothing" in words_of(asked.message).lower()


async def test_why_a_job_failed_is_told_to_the_asker_alone_in_place_of_its_answer(rig):
    _, job = await asked_for_a_video(rig)
    await rig.server.said(HALL, "You are number 1 in the queue")
    await rig.fail(job, "face_too_small", width_pixels=34.0, min_pixels=48)
    reason = await rig.server.said(HALL, "The face is 34 pixels wide; I need about 48.")
    assert rig.server.readers[int(reason["id"])] == ANNA
    assert rig.server.of_bot(HALL) == [reason]


async def test_why_a_job_failed_turns_the_answer_into_the_reason_where_nobody_else_is(rig):
    alone = rig.server.dm(ANNA)
    asked, job = await asked_for_a_video(rig, alone)
    await rig.fail(job, "face_too_small", width_pixels=34.0, min_pixels=48)
    await rig.server.said(alone, "The face is 34 pixels wide; I need about 48.")
    assert [m["id"] for m in rig.server.of_bot(alone)] == [asked.message["id"]]
    assert buttons_of(asked.message["components"]) == []


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"photo": Upload(b"pdf", "letter.pdf"), "text": "Hi"}, "“letter.pdf” is not a picture."),
        ({"photo": Upload(VOICE, "song.mp3"), "text": "Hi"}, "“song.mp3” is not a picture."),
        (
            {"photo": PHOTO, "text": "Hi", "sound": Upload(b"doc", "notes.docx")},
            "“notes.docx” is not a recording.",
        ),
        ({"photo": Upload(PHOTO, "big.png", {"size": 30_000_000}), "text": "Hi"}, "is 30 MB"),
        ({"portrait": "Nobody", "text": "Hi"}, "You have no portrait with that name."),
        ({"photo": PHOTO, "text": "Hi", "voice": "Elvis"}, "There is no “Elvis”"),
        ({"text": "Hi"}, "Whose face should say that?"),
    ],
    ids=["pdf", "sound", "document", "too big", "portrait", "voice", "no photo"],
)
async def test_a_refusal_names_its_reason_to_the_asker_alone(rig, options, answer):
    await rig.server.slash(ANNA, HALL, "speak", **options)
    refusal = await rig.server.said(HALL, answer)
    await rig.server.settled()
    assert rig.server.readers[int(refusal["id"])] == ANNA
    assert rig.server.of_bot(HALL) == [refusal]
    assert rig.states() == []


async def test_the_question_for_consent_is_seen_by_the_asker_alone_and_the_video_by_all(rig):
    await rig.server.slash(BORIS, HALL, "speak", photo=PHOTO, text="Hello!")
    question = await rig.server.said(HALL, "[I agree]")
    assert rig.server.readers[int(question["id"])] == BORIS
    await rig.server.press(question, BORIS, "I agree")
    await rig.render(await rig.job())
    video = await rig.server.shown_video(HALL)
    await rig.delivered()
    assert int(video["id"]) not in rig.server.readers


async def test_help_says_what_works_with_the_rights_of_the_bot(rig):
    await rig.server.slash(ANNA, HALL, "help")
    answer = await rig.server.said(HALL, "Apps → Make it talk")
    assert "mention me in the reply" in answer["content"]


async def test_a_bot_that_reads_along_says_in_its_help_that_replies_are_enough(video):
    from tests.discord_rig import rig as new_rig

    async with new_rig(video, may_see_content=True, discord={"message_content": True}) as rig:
        await rig.server.slash(ANNA, HALL, "help")
        answer = await rig.server.said(HALL, "Apps → Make it talk")
        assert "Replying to anyone’s picture with a voice message works too" in answer["content"]
        assert "mention me" not in answer["content"]


async def delivered(rig, **options):
    _, job = await asked_for_a_video(rig, **options)
    await rig.render(job)
    video = await rig.server.shown_video(HALL)
    await rig.delivered()
    return job, video


async def test_again_opens_a_form_with_the_words_and_the_same_face_says_the_new_ones(rig):
    _, video = await delivered(rig, expression="happy")
    asked = await rig.server.press(video, ANNA, "Again")
    form = await rig.server.until(lambda: asked.form)
    assert form["components"][0]["component"]["value"] == "Hello!"
    await rig.server.submit(asked, words="And goodbye!")
    request = (await rig.job(2)).request
    assert (request.text, request.options.expression) == ("And goodbye!", "happy")
    assert await rig.media.get(request.photo) == PHOTO


async def test_another_format_and_another_voice_are_offered_to_the_asker_alone(rig):
    _, video = await delivered(rig)
    await rig.server.press(video, ANNA, "Other format")
    question = await rig.server.said(HALL, "Which format?")
    assert rig.server.readers[int(question["id"])] == ANNA
    await rig.server.press(question, ANNA, "square")
    assert (await rig.job(2)).request.options.layout == "square"
    await rig.server.press(video, ANNA, "Other voice")
    question = await rig.server.said(HALL, "Which voice?")
    await rig.server.press(question, ANNA, "the same, higher")
    assert (await rig.job(3)).request.options.pitch > 1


async def test_the_face_of_a_video_is_kept_under_the_name_of_a_form(rig):
    _, video = await delivered(rig)
    asked = await rig.server.press(video, ANNA, "Save this face")
    await rig.server.submit(asked, words="Grandpa")
    await rig.server.said(HALL, "Saved. Try it: /speak portrait:Grandpa")
    await rig.server.slash(ANNA, HALL, "speak", portrait="Grandpa", text="Well, well.")
    assert await rig.media.get((await rig.job(2)).request.photo) == PHOTO


@pytest.mark.parametrize("button", ["Again", "Other format", "Save this face"])
async def test_below_a_video_only_the_asker_can_press(rig, button):
    _, video = await delivered(rig)
    asked = await rig.server.press(video, BORIS, button)
    answer = await rig.server.said(HALL, "Only the person who asked can use this button.")
    assert rig.server.readers[int(answer["id"])] == BORIS
    assert asked.form is None


async def test_the_buttons_below_a_video_work_after_an_hour_and_a_restart(video):
    from tests.bot_rig import listening
    from tests.discord_rig import rig_at
    from tests.discord_server import DiscordServer

    async with DiscordServer() as server:
        built = rig_at(server, video)
        await built.agree(ANNA)
        async with listening(built):
            _, shown = await delivered(built)
        server.later(3600)
        async with listening(built):
            asked = await server.press(shown, ANNA, "Again")
            await server.submit(asked, words="And goodbye!")
            assert (await built.job(2)).request.text == "And goodbye!"
            await server.settled()


async def test_progress_is_shown_in_the_answer_and_never_as_a_new_message(rig):
    _, job = await asked_for_a_video(rig)
    await rig.work_on(job, 0.5)
    await rig.server.said(HALL, "▓▓▓▓▓░░░░░ 50%")
    assert len(rig.server.of_bot(HALL)) == 1


async def test_all_that_is_known_is_handed_over_and_removed_on_demand(rig):
    await asked_for_a_video(rig)
    await rig.server.slash(ANNA, HALL, "mydata export")
    message = await rig.server.said(HALL, ".zip>")
    assert rig.server.readers[int(message["id"])] == ANNA
    contents = rig.server.files[message["attachments"][0]["id"]]
    data = zipfile.ZipFile(io.BytesIO(contents)).read("data.json").decode()
    assert "Hello!" in data
    assert "secret-token" not in data
    await rig.server.slash(ANNA, HALL, "mydata delete")
    question = await rig.server.said(HALL, "[Delete everything]")
    await rig.server.press(question, ANNA, "delete|42|yes")
    await rig.server.until(lambda: "[" not in words_of(question))
    assert rig.states() == []


async def test_people_of_both_platforms_with_one_number_are_strangers(rig):
    _, job = await asked_for_a_video(rig)
    assert job.request.chat.person == "discord:42"
    assert not await rig.job_service.history("telegram:42", 10)
    assert await rig.job_service.history("discord:42", 10)


async def test_words_ping_nobody(rig):
    await rig.server.slash(ANNA, HALL, "portrait save", name="@everyone <@43>", photo=PHOTO)
    answer = await rig.server.said(HALL, "Saved.")
    assert (answer["mention_everyone"], answer["mentions"]) == (False, [])


async def test_the_commands_are_reported_once_and_again_only_when_they_have_changed(rig):
    from tests.bot_rig import listening

    [_told] = rig.server.made("register")
    async with listening(rig):
        pass
    assert len(rig.server.made("register")) == 1
    rig.server.commands.pop()
    async with listening(rig):
        pass
    assert len(rig.server.made("register")) == 2


async def test_a_person_who_is_not_let_in_is_told_so_alone(video):
    from tests.discord_rig import rig as new_rig

    async with new_rig(video, access={"allowed": ("discord:42",)}) as rig:
        await rig.server.slash(CARLA, HALL, "speak", photo=PHOTO, text="Hello!")
        await rig.server.until(lambda: [m for m in rig.server.of_bot(HALL) if m["content"]])
        assert rig.states() == []


async def test_a_word_is_taught_listed_and_removed(rig):
    await rig.server.slash(ANNA, HALL, "say", word="Siobhán", sounds="shi-VAWN")
    taught = await rig.server.said(HALL, "“Siobhán” is now said “shi-VAWN”.")
    assert buttons_of(taught["components"])[0]["label"] == "▶ Siobhán"
    _, job = await asked_for_a_video(rig, text="Hello Siobhan!")
    assert job.request.options.dictionary == {"Siobhán": "shi-VAWN"}
    await rig.server.slash(ANNA, HALL, "say")
    page = await rig.server.said(HALL, "Siobhán = shi-VAWN")
    await rig.server.press(page, ANNA, "✕ Siobhán")
    await rig.server.said(HALL, "“Siobhán” is no longer in your dictionary.")
    await rig.server.slash(ANNA, HALL, "say")
    await rig.server.said(
        HALL, "This is how you teach me a word: /say word:Siobhán sounds:shi-VAWN"
    )
