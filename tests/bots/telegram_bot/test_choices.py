"""Settings as buttons, saved faces, and people's data in their own hands."""

import io
import json
import time
import zipfile
from dataclasses import replace

import pytest

from talking_photo.core.jobs.job import PersonId
from talking_photo.core.model import CaptionStyle, Expression, Layout
from tests.core.placed_face import FACE

ANNA, BORIS = 42, 43
PHOTO, VOICE = b"\xff\xd8\xff a photo", b"a voice"


async def next_request(rig, number=1):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    return (await rig.job(number)).request


@pytest.mark.parametrize(
    ("command", "button", "what", "value"),
    [
        ("/expression", "happy", "expression", Expression.HAPPY),
        ("/format", "upright 9:16", "layout", Layout.PORTRAIT),
        ("/captions", "on", "captions", True),
        ("/captions", "word by word", "caption_style", CaptionStyle.HIGHLIGHT),
        ("/language", "Deutsch", "language", "de"),
    ],
)
async def test_a_choice_is_marked_and_holds_for_the_next_video(rig, command, button, what, value):
    await rig.server.send(ANNA, ANNA, text=command)
    menu = await rig.server.said(ANNA, f"[{button}]")
    await rig.server.press(menu, ANNA, button)
    await rig.server.said(ANNA, f"[✓ {button}]")
    assert getattr((await next_request(rig)).options, what) == value


async def test_a_transparent_video_comes_as_a_file_for_telegram_plays_none(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await rig.render(await rig.job(), suffix=".webm")
    message = await rig.server.said(ANNA, "Made by AI from a photo.")
    assert rig.server.files[message["document"]["file_id"]] == rig._video
    await rig.delivered()
    assert rig.states() == ["delivered"]
    assert rig.server.made("sendDocument") == []


async def test_the_credentials_of_a_transparent_video_follow_it_as_a_file(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await rig.render(await rig.job(), suffix=".webm", sidecar=b"credentials")
    message = await rig.server.said(ANNA, "Content Credentials of the video")
    assert rig.server.files[message["document"]["file_id"]] == b"credentials"
    (call,) = rig.server.made("sendDocument")
    assert call.values["file_name"] == "talking-photo.c2pa"
    await rig.delivered()
    assert rig.states() == ["delivered"]
    (call,) = rig.server.made("editMessageMedia")
    assert call.values["file_name"] == "talking-photo.webm"


async def test_a_video_is_delivered_when_its_credentials_cannot_be_sent(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    job = await rig.job()
    rig.server.fail("sendDocument", "413")
    await rig.render(job, suffix=".webm", sidecar=b"credentials")
    await rig.server.said(ANNA, "Made by AI from a photo.")
    await rig.delivered()
    assert rig.states() == ["delivered"]


async def test_settings_show_what_holds_and_lead_to_each_kind_and_back(rig):
    await rig.server.send(ANNA, ANNA, text="/settings")
    menu = await rig.server.said(ANNA, "[Expression: as in the photo]")
    await rig.server.press(menu, ANNA, "Expression")
    await rig.server.press(await rig.server.said(ANNA, "[sad]"), ANNA, "sad")
    await rig.server.press(await rig.server.said(ANNA, "[✓ sad]"), ANNA, "Back")
    await rig.server.said(ANNA, "[Expression: sad]")
    assert len(rig.server.of_bot(ANNA)) == 1


@pytest.mark.parametrize(
    ("kind", "button", "what", "value"),
    [
        ("Strength: 100 %", "150 %", "strength", 1.5),
        ("Motion: calm", "lively", "motion", 1.5),
        ("Background: as in the photo", "green screen", "background", "green"),
        ("Pitch: automatic", "higher", "pitch", 1.3),
        ("Pace: automatic", "slower", "pace", 0.8),
    ],
)
async def test_what_has_no_command_is_chosen_in_the_settings(rig, kind, button, what, value):
    await rig.server.send(ANNA, ANNA, text="/settings")
    menu = await rig.server.said(ANNA, f"[{kind}]")
    await rig.server.press(menu, ANNA, kind)
    await rig.server.press(await rig.server.said(ANNA, f"[{button}]"), ANNA, button)
    await rig.server.said(ANNA, f"[✓ {button}]")
    assert getattr((await next_request(rig)).options, what) == value


@pytest.mark.parametrize(
    ("command", "answer", "what", "value"),
    [
        ("/language pt-BR", "Language: Português (Brasil).", "language", "pt-br"),
        ("/language ger", "Language: Deutsch.", "language", "de"),
        ("/language немецкий", "Language: Deutsch.", "language", "de"),
        ("/expression happy", "Expression: happy.", "expression", Expression.HAPPY),
        ("/expression Fröhlich", "Expression: happy.", "expression", Expression.HAPPY),
        ("/format square", "Format: square.", "layout", Layout.SQUARE),
        ("/format 9:16", "Format: upright 9:16.", "layout", Layout.PORTRAIT),
        ("/captions On", "Captions: on.", "captions", True),
        (
            "/voice robot (eSpeak)",
            "The voice for English: robot (eSpeak).",
            "voices",
            {"en": "espeak"},
        ),
        ("/voice Mann", "The voice for English: a man.", "voices", {"en": "man"}),
    ],
)
async def test_a_choice_can_be_typed_in_the_persons_own_words(rig, command, answer, what, value):
    await rig.server.send(ANNA, ANNA, text=command)
    await rig.server.said(ANNA, answer)
    assert getattr((await next_request(rig)).options, what) == value


async def test_an_unknown_language_is_refused_at_once_with_those_that_come_near(rig):
    await rig.server.send(ANNA, ANNA, text="/language germn")
    answer = await rig.server.said(ANNA, "No voice here speaks “germn”. Did you mean: German")
    assert len(answer["text"]) < 100
    await rig.server.press(answer, ANNA, "Deutsch")
    await rig.server.said(ANNA, "Language: Deutsch.")
    assert (await next_request(rig)).options.language == "de"


@pytest.mark.parametrize("command", ["/language Quenya", "/expression furious", "/voice Elvis"])
async def test_what_nothing_comes_near_to_is_refused_with_what_there_is(rig, command):
    await rig.server.send(ANNA, ANNA, text=command)
    words = command.split()[1]
    answer = await rig.server.said(ANNA, f"“{words}”")
    assert len(rig.server.buttons(answer)) >= 2


async def test_languages_come_in_pages_with_that_of_the_chat_first(rig):
    anna = {"id": ANNA, "is_bot": False, "first_name": "Anna", "language_code": "de"}
    await rig.server.send(ANNA, anna, text="/language")
    menu = await rig.server.said(ANNA, "[Deutsch]")
    first = [button["text"] for button in rig.server.buttons(menu)]
    assert first[:3] == ["✓ automatisch", "Deutsch", "English"]
    assert len(first) <= 14
    await rig.server.press(menu, anna, "▶")
    await rig.server.said(ANNA, "[Polski]")
    labels = [button["text"] for button in rig.server.buttons(menu)]
    assert "◀" in labels
    assert not set(labels[:10]) & set(first)


async def test_a_round_video_comes_as_a_video_note_when_it_was_chosen(rig):
    await rig.server.send(ANNA, ANNA, text="/format")
    menu = await rig.server.said(ANNA, "[round video message]")
    await rig.server.press(menu, ANNA, "round video message")
    await rig.server.said(ANNA, "[✓ round video message]")
    request = await next_request(rig)
    assert request.options.layout == Layout.ROUND
    await rig.render(await rig.job(), width=80)
    message = await rig.server.video(ANNA)
    assert "video_note" in message
    await rig.server.said(ANNA, "Made by AI from a photo.")
    await rig.delivered()
    assert rig.states() == ["delivered"]


async def test_who_takes_no_round_videos_gets_a_square_one_and_is_told(rig):
    rig.server.no_video_notes = True
    await rig.server.send(ANNA, ANNA, text="/format")
    menu = await rig.server.said(ANNA, "[round video message]")
    await rig.server.press(menu, ANNA, "round video message")
    await rig.server.said(ANNA, "[✓ round video message]")
    await next_request(rig)
    await rig.render(await rig.job(), width=80)
    message = await rig.server.video(ANNA)
    assert "video" in message
    assert "Round videos can’t be sent here" in message["caption"]


async def test_what_is_too_long_for_a_round_video_is_refused_before_it_is_made(rig):
    await rig.server.send(ANNA, ANNA, text="/format round")
    await rig.server.said(ANNA, "Format: round video message.")
    photo = rig.server.written(ANNA, ANNA, photo=PHOTO)
    await rig.server.send(ANNA, ANNA, voice=(VOICE, {"duration": 61}), reply_to=photo)
    await rig.server.said(
        ANNA, "The video would be 61 s long; in this format it can have up to 60 s."
    )
    await rig.server.send(ANNA, ANNA, text="Once more. " * 140, reply_to=photo)
    await rig.server.said(ANNA, "The video would be 110 s long")
    assert rig.states() == []
    # What may just fit is decided when the words are spoken, before any frame is drawn.
    await rig.server.send(ANNA, ANNA, text="Once more. " * 80, reply_to=photo)
    assert (await rig.job()).request.max_seconds == 60


async def test_a_button_of_former_times_does_no_harm(rig):
    await rig.server.send(ANNA, ANNA, text="/voice")
    menu = await rig.server.said(ANNA, "[a man]")
    man = next(one for one in rig.server.buttons(menu) if one["text"] == "a man")
    man["callback_data"] = f"voice|{ANNA}|en:gone"
    await rig.server.press(menu, ANNA, "a man")
    await rig.server.until(lambda: rig.server.alerts)
    assert rig.server.alerts[0]["text"] == "This button no longer works."
    assert (await next_request(rig)).options.voices == {}


async def test_a_saved_face_speaks_by_its_name(rig):
    photo = await rig.server.send(ANNA, ANNA, photo=PHOTO)
    await rig.server.said(ANNA, "What should it say?")
    await rig.server.send(ANNA, ANNA, text="/save Aunt Mary", reply_to=photo)
    await rig.server.said(ANNA, "Saved. Try it: /as Aunt Mary Hello!")
    await rig.server.send(ANNA, ANNA, text="/as aunt mary  Good day\nto you!")
    first = await rig.job()
    assert first.request.text == "Good day\nto you!"
    await rig.render(first)
    await rig.server.video(ANNA)
    await rig.delivered()
    voice = rig.server.written(ANNA, ANNA, voice=VOICE)
    await rig.server.send(ANNA, ANNA, text="/as Aunt Mary", reply_to=voice)
    second = await rig.job(2)
    assert await rig.media.get(second.request.photo) == PHOTO
    assert await rig.media.get(second.request.sound) == VOICE


async def test_a_name_counts_however_it_is_spaced(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="/save Aunt  Mary")
    await rig.server.said(ANNA, "/as Aunt Mary Hello!")
    await rig.server.send(ANNA, ANNA, text="/as Aunt   Mary\nHello!")
    assert (await rig.job()).request.text == "Hello!"
    await rig.server.send(ANNA, ANNA, text="/as Aunt Maryland")
    await rig.server.said(ANNA, "You have no portrait with that name.")
    await rig.server.send(ANNA, ANNA, text="/remove Aunt  Mary")
    await rig.server.said(ANNA, "Aunt Mary has been removed.")


async def saved(rig, *names):
    for name in names:
        await rig.server.send(ANNA, ANNA, photo=name.encode(), caption=f"/save {name}")
        await rig.server.said(ANNA, f"/as {name} Hello!")


@pytest.mark.parametrize("names", [("Mary",), ("Mary", "Tom")])
async def test_saved_faces_are_shown_with_their_names_before_their_buttons(rig, names):
    await saved(rig, *names)
    await rig.server.send(ANNA, ANNA, text="/portraits")
    menu = await rig.server.said(ANNA, "Your portraits.")
    shown = [m for m in rig.server.of_bot(ANNA) if "photo" in m]
    assert [(m["caption"], rig.server.files[m["photo"][-1]["file_id"]]) for m in shown] == [
        (name, name.encode()) for name in names
    ]
    assert shown[-1]["message_id"] < menu["message_id"]


async def test_a_picture_that_telegram_does_not_show_is_left_out(rig):
    await saved(rig, "Mary", "Tom")
    rig.server.fail("sendMediaGroup", "IMAGE_PROCESS_FAILED")
    await rig.server.send(ANNA, ANNA, text="/portraits")
    await rig.server.said(ANNA, "[Mary] [Tom]")


async def test_in_a_group_nobody_sees_what_a_saved_face_looks_like(rig):
    await saved(rig, "Mary")
    await rig.server.send(-100, ANNA, text="/portraits@talking_bot")
    await rig.server.said(-100, "[Mary]")
    assert not any("photo" in m for m in rig.server.of_bot(-100))


async def test_a_saved_face_whose_button_is_pressed_says_the_next_words(rig):
    await saved(rig, "Mary", "Tom")
    await rig.server.send(ANNA, ANNA, text="/portraits")
    await rig.server.press(await rig.server.said(ANNA, "[Mary] [Tom]"), ANNA, "Mary")
    await rig.server.said(ANNA, "What should Mary say?")
    await rig.server.send(ANNA, ANNA, voice=VOICE)
    request = (await rig.job()).request
    assert await rig.media.get(request.photo) == b"Mary"
    assert await rig.media.get(request.sound) == VOICE


async def test_the_points_that_were_placed_on_a_saved_face_go_wherever_it_speaks(rig):
    await saved(rig, "Rex")
    [rex] = await rig.portraits.of_person(PersonId(f"telegram:{ANNA}"))
    await rig.portraits.keep(replace(rex, points=FACE))
    await rig.server.send(ANNA, ANNA, text="/as Rex Woof!")
    first = await rig.job()
    assert first.request.options.points == FACE
    await rig.render(first)
    video = await rig.server.video(ANNA)
    await rig.delivered()
    await rig.server.send(ANNA, ANNA, text="Good morning", reply_to=video)
    assert (await rig.job(2)).request.options.points == FACE
    await rig.server.send(ANNA, ANNA, text="/save Max", reply_to=video)
    await rig.server.said(ANNA, "/as Max Hello!")
    points = {one.name: one.points for one in await rig.portraits.of_person(rex.person)}
    assert points == {"Rex": FACE, "Max": FACE}
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="A person", reply_to=video)
    assert (await rig.job(3)).request.options.points is None


async def test_removing_a_face_is_a_second_step_and_can_be_undone(rig):
    await saved(rig, "Mary", "Tom")
    await rig.server.send(ANNA, ANNA, text="/portraits")
    menu = await rig.server.said(ANNA, "[Remove one …]")
    await rig.server.press(menu, ANNA, "Remove one")
    await rig.server.press(await rig.server.said(ANNA, "[✕ Mary]"), ANNA, "✕ Mary")
    removed = await rig.server.said(ANNA, "Mary has been removed.")
    await rig.server.send(ANNA, ANNA, text="/as Mary Hello!")
    await rig.server.said(ANNA, "You have no portrait with that name.")
    await rig.server.press(removed, ANNA, "Undo")
    await rig.server.said(ANNA, "Mary is back.")
    await rig.server.send(ANNA, ANNA, text="/as Mary Hello!")
    assert await rig.media.get((await rig.job()).request.photo) == b"Mary"


async def test_a_removed_face_is_deleted_when_it_cannot_be_put_back_any_more(rig):
    await saved(rig, "Mary")
    await rig.server.send(ANNA, ANNA, text="/remove Mary")
    removed = await rig.server.said(ANNA, "Mary has been removed.")
    [photo] = await rig.portraits.forget_before(time.time() + 16 * 60)
    assert await rig.media.get(photo) == b"Mary"
    await rig.server.press(removed, ANNA, "Undo")
    await rig.server.until(lambda: any("text" in alert for alert in rig.server.alerts))
    assert rig.server.alerts[-1]["text"] == "This button no longer works."


async def test_a_saved_face_is_its_owners_alone(rig):
    await saved(rig, "Mary")
    await rig.server.send(BORIS, BORIS, text="/portraits")
    await rig.server.said(BORIS, "You have no portraits yet.")
    await rig.server.send(BORIS, BORIS, text="/remove Mary")
    await rig.server.said(BORIS, "You have no portrait with that name.")


@pytest.mark.parametrize("words", ["/save", "/save Mary"])
async def test_saving_without_a_name_or_a_photo_is_explained(rig, words):
    await rig.server.send(ANNA, ANNA, text=words)
    await rig.server.said(ANNA, "Reply to a photo with /save and a name")


async def test_history_lists_what_was_asked_for(rig):
    await rig.server.send(ANNA, ANNA, text="/history")
    await rig.server.said(ANNA, "You have no videos yet.")
    await next_request(rig)
    await rig.server.send(ANNA, ANNA, text="/history")
    await rig.server.said(ANNA, "UTC · waiting · “Hello!”")


async def test_export_hands_over_all_that_is_known(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="/save Mary")
    await rig.server.said(ANNA, "/as Mary Hello!")
    await next_request(rig)
    await rig.server.send(ANNA, ANNA, text="/export")
    message = await rig.server.said(ANNA, "<document>")
    archive = zipfile.ZipFile(io.BytesIO(rig.server.files[message["document"]["file_id"]]))
    known = json.loads(archive.read("data.json"))
    assert archive.read("portraits/Mary.jpg") == PHOTO
    assert [job["request"]["text"] for job in known["jobs"]] == ["Hello!"]
    assert known["person"]["consent"]["version"] == 1


@pytest.mark.parametrize(
    ("refused", "sent"), [(1, "<document>"), (9, "and that cannot be sent here")]
)
async def test_an_export_too_large_for_a_proxy_is_sent_without_media_or_explained(
    rig, refused, sent
):
    rig.server.fail("sendDocument", "413", times=refused)
    await rig.server.send(ANNA, ANNA, text="/export")
    await rig.server.said(ANNA, sent)
    assert len(rig.server.made("sendDocument")) == 2


async def test_delete_asks_and_then_leaves_nothing(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="/save Mary")
    await rig.server.said(ANNA, "/as Mary Hello!")
    await next_request(rig)
    await rig.server.send(ANNA, ANNA, text="/delete")
    question = await rig.server.said(ANNA, "[Delete everything]")
    await rig.server.press(question, ANNA, "Keep it")
    await rig.server.said(ANNA, "Nothing was deleted.")
    assert len(rig.states()) == 1
    await rig.server.send(ANNA, ANNA, text="/delete")
    question = await rig.server.said(ANNA, "[Delete everything]")
    await rig.server.press(question, ANNA, "Delete everything")
    await rig.server.said(ANNA, "Everything has been deleted.")
    assert rig.states() == []
    assert rig.media._files == {}
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="Hello!")
    await rig.server.said(ANNA, "[I agree]")


async def test_a_word_is_taught_heard_listed_and_removed(rig):
    await rig.server.send(ANNA, ANNA, text="/say")
    await rig.server.said(ANNA, "This is how you teach me a word: /say Siobhán = shi-VAWN")
    await rig.server.send(ANNA, ANNA, text="/say Siobhán = shi-VAWN")
    taught = await rig.server.said(ANNA, "“Siobhán” is now said “shi-VAWN”.")
    await rig.server.until(lambda: rig.samples.prepared)
    await rig.server.press(taught, ANNA, "▶ Siobhán")
    await rig.server.until(lambda: rig.server.made("sendVoice"))
    [heard] = rig.samples.got
    assert [heard] == rig.samples.prepared  # made ahead, so that it is heard at once
    assert (heard.words, heard.language) == ("Siobhán", "en")
    assert heard.dictionary == (("Siobhán", "shi-VAWN"),)
    for word in ("Nguyen = [[wɪn]]", "gif = jif", "Ann = an", "Bob = bob"):
        await rig.server.send(ANNA, ANNA, text=f"/say {word}")
        await rig.server.said(ANNA, f"“{word.split()[0]}” is now said")
    await rig.server.send(ANNA, ANNA, text="/say")
    page = await rig.server.said(ANNA, "Siobhán = shi-VAWN\nNguyen = /wɪn/\ngif = jif\nAnn = an")
    await rig.server.press(page, ANNA, "▶▶")
    page = await rig.server.said(ANNA, "Bob = bob")
    await rig.server.press(page, ANNA, "✕ Bob")
    await rig.server.said(ANNA, "Siobhán = shi-VAWN\nNguyen = /wɪn/")
    request = await next_request(rig)
    assert request.options.dictionary == {"Siobhán": "shi-VAWN"}  # of the others none can occur


async def test_an_edited_dictionary_holds_for_a_video_that_is_made_again(rig):
    await rig.server.send(ANNA, ANNA, text="/say gif = jif")
    await rig.server.said(ANNA, "“gif” is now said “jif”.")
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="A gif")
    job = await rig.job()
    assert job.request.options.dictionary == {"gif": "jif"}
    await rig.render(job)
    video = await rig.server.said(ANNA, "Made by AI from a photo.")
    await rig.server.send(ANNA, ANNA, text="/say gif = GHIF")
    await rig.server.said(ANNA, "“gif” is now said “GHIF”.")
    await rig.server.send(ANNA, ANNA, text="Another gif", reply_to=video)
    assert (await rig.job(2)).request.options.dictionary == {"gif": "GHIF"}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/say Nguyen = [[Win]]", "“W” is no sign of the phonetic alphabet (IPA) in “Win”."),
        ("/say C4 = see-FOR", "“C4” cannot stand in the dictionary"),
        ("/say Ann = 7", "“7” is no pronunciation of “Ann”."),
        ("/say Ann", "This is how you teach me a word"),
    ],
)
async def test_a_wrong_entry_is_answered_with_what_is_wrong(rig, typed, answer):
    await rig.server.send(ANNA, ANNA, text=typed)
    await rig.server.said(ANNA, answer)
    assert not (await rig.people.find(f"telegram:{ANNA}")).preferences.options.dictionary


async def test_a_dictionary_is_exported_and_erased(rig):
    await rig.server.send(ANNA, ANNA, text="/say Siobhán = shi-VAWN")
    await rig.server.said(ANNA, "is now said")
    await rig.server.send(ANNA, ANNA, text="/export")
    message = await rig.server.said(ANNA, "<document>")
    archive = zipfile.ZipFile(io.BytesIO(rig.server.files[message["document"]["file_id"]]))
    known = json.loads(archive.read("data.json"))
    assert known["person"]["preferences"]["options"]["dictionary"] == {"Siobhán": "shi-VAWN"}
    await rig.server.send(ANNA, ANNA, text="/delete")
    question = await rig.server.said(ANNA, "[Delete everything]")
    await rig.server.press(question, ANNA, "Delete everything")
    await rig.server.said(ANNA, "Everything has been deleted.")
    assert not (await rig.people.find(f"telegram:{ANNA}")).preferences.options.dictionary
