"""The voices in the chat: heard, chosen by kind and by language, remembered, made by oneself."""

import asyncio
import io
import json
import zipfile
from dataclasses import replace

import pytest

from talking_photo.bots import texts
from talking_photo.core.errors import DependencyError
from talking_photo.core.model import SpokenBy

ANNA = 42
PHOTO, VOICE = b"\xff\xd8\xff a photo", b"a voice"
WOMAN = SpokenBy(voice="hibari", kind="woman", language="en", kinds=("woman", "man", "child"))


async def asked(rig, number=1, caption="Hello!"):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption=caption)
    return await rig.job(number)


async def spoken(rig, job, spoken_by=WOMAN, number=1):
    """Render a job with this voice, and return the message with its video."""
    await rig.render(job, spoken_by=spoken_by)
    message = await rig.server.video(ANNA, number)
    await rig.delivered()
    return message


async def test_the_voices_of_ones_language_are_shown_with_a_button_to_hear_each(rig):
    await rig.server.send(ANNA, ANNA, text="/voice")
    menu = await rig.server.said(ANNA, "The voice for English: automatic.")
    labels = [button["text"] for button in rig.server.buttons(menu)]
    assert labels[:3] == ["a woman", "a man", "a child"]
    for name in ("a woman (natural)", "a man (natural)", "a child (natural)"):
        assert labels[labels.index(name) + 1] == f"▶ {name}"
    assert not any("robot" in label for label in labels)  # where there are natural voices
    await rig.server.until(lambda: len(rig.samples.prepared) == 3)
    assert {(one.language, one.words) for one in rig.samples.prepared} == {
        ("en", texts.chat("sample", "en"))
    }


async def test_a_sample_is_played_and_holds_up_no_other_message(rig):
    rig.samples.ready.clear()
    await rig.server.send(ANNA, ANNA, text="/voice")
    menu = await rig.server.said(ANNA, "[▶ a man (natural)]")
    await rig.server.press(menu, ANNA, "▶ a man (natural)")
    await rig.server.until(lambda: rig.samples.got)
    await rig.server.send(ANNA, ANNA, text="/history")  # while the sample is made
    await rig.server.said(ANNA, "You have no videos yet.")
    rig.samples.ready.set()
    message = await rig.server.said(ANNA, "<voice>")
    assert rig.server.files[message["voice"]["file_id"]] == b"OggShibari-man"


async def test_another_language_has_its_own_voices_and_its_own_choice(rig):
    await rig.server.send(ANNA, ANNA, text="/voice")
    menu = await rig.server.said(ANNA, "[Another language]")
    await rig.server.press(menu, ANNA, "a man")
    await rig.server.said(ANNA, "The voice for English: a man.")
    await rig.server.press(menu, ANNA, "Another language")
    await rig.server.said(ANNA, "For which language?")
    await rig.server.press(menu, ANNA, "Deutsch")
    await rig.server.said(ANNA, "The voice for German: automatic.")
    await rig.server.press(menu, ANNA, "a woman")
    await rig.server.said(ANNA, "The voice for German: a woman.")
    options = (await asked(rig)).request.options
    assert options.voices == {"en": "man", "de": "woman"}
    await rig.server.press(menu, ANNA, "automatic")
    await rig.server.said(ANNA, "The voice for German: automatic.")
    assert (await asked(rig, 2)).request.options.voices == {"en": "man"}


async def test_the_first_choice_is_said_with_a_button_for_another_and_then_remembered(rig):
    video = await spoken(rig, await asked(rig))
    assert "I used a woman’s voice; the buttons below change that." in video["caption"]
    await rig.server.press(video, ANNA, "A man’s voice")
    job = await rig.job(2)
    assert (job.request.options.voice_for("en"), job.request.text) == ("man", "Hello!")
    man = replace(WOMAN, voice="hibari-man", kind="man")
    second = await spoken(rig, job, man, 2)
    assert "I used" not in second["caption"]
    assert (await asked(rig, 3, "Once more")).request.options.voices == {"en": "man"}


async def test_what_was_said_once_is_not_said_again(rig):
    await spoken(rig, await asked(rig))
    job = await asked(rig, 2, "Once more")
    assert job.request.options.voices == {"en": "woman"}
    await rig.render(job, spoken_by=WOMAN)
    await rig.delivered()
    said = [message.get("caption") or "" for message in rig.server.of_bot(ANNA)]
    assert sum("I used a woman’s voice" in one for one in said) == 1


@pytest.mark.parametrize(
    "spoken_by",
    [
        None,  # a recording
        replace(WOMAN, kind=None),
        replace(WOMAN, kinds=("woman",)),
    ],
)
async def test_nothing_is_said_of_a_voice_that_nobody_could_change(rig, spoken_by):
    video = await spoken(rig, await asked(rig), spoken_by)
    assert "I used" not in video["caption"]


async def test_grandfather_keeps_his_voice_in_every_language_and_nobody_else_gets_it(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="/save Grandpa")
    saved = await rig.server.said(ANNA, "Whose voice should it have?")
    await rig.server.press(saved, ANNA, "a man")
    await rig.server.said(ANNA, "Grandpa now speaks with the voice of a man.")
    await rig.server.send(ANNA, ANNA, text="/as Grandpa Guten Tag!")
    assert (await rig.job()).request.options.voices == {"*": "man"}
    assert (await asked(rig, 2)).request.options.voices == {}
    # Saved anew with another photo, he still speaks as he did.
    await rig.server.send(ANNA, ANNA, photo=PHOTO + b"2", caption="/save Grandpa")
    await rig.server.said(ANNA, "[✓ a man]")


async def test_the_button_below_a_video_of_a_saved_portrait_changes_the_portrait(rig):
    await rig.server.send(ANNA, ANNA, photo=PHOTO, caption="/save Grandpa")
    await rig.server.said(ANNA, "Saved.")
    await rig.server.send(ANNA, ANNA, text="/as Grandpa Hello!")
    video = await spoken(rig, await rig.job())
    await rig.server.press(video, ANNA, "A man’s voice")
    assert (await rig.job(2)).request.options.voices == {"*": "man"}
    await rig.server.send(ANNA, ANNA, text="/as Grandpa Good night!")
    assert (await rig.job(3)).request.options.voices == {"*": "man"}


async def test_a_face_that_is_saved_from_a_video_keeps_the_chosen_voice(rig):
    await rig.server.send(ANNA, ANNA, text="/voice man")
    await rig.server.said(ANNA, "The voice for English: a man.")
    video = await spoken(rig, await asked(rig), replace(WOMAN, voice="hibari-man", kind="man"))
    await rig.server.press(video, ANNA, "Save this face")
    await rig.server.said(ANNA, "Under which name?")
    await rig.server.send(ANNA, ANNA, text="Grandpa")
    await rig.server.said(ANNA, "[✓ a man]")


async def test_a_voice_of_ones_own_is_made_by_steps_heard_exported_and_deleted(rig):
    await rig.server.send(ANNA, ANNA, text="/voice create Old Joe")
    editor = await rig.server.said(ANNA, "“Old Joe” is made from: a woman (natural).")
    for button, said in (
        ("deeper", "Pitch 94 %, pace 100 %, size of the speaker 100 %."),
        ("larger", "Pitch 94 %, pace 100 %, size of the speaker 104 %."),
        ("faster", "Pitch 94 %, pace 108 %, size of the speaker 104 %."),
        ("Made from …", "[a man (natural)]"),
        ("a man (natural)", "“Old Joe” is made from: a man (natural). Pitch 94 %"),
        ("▶ Hear Old Joe", "<voice>"),
    ):
        await rig.server.press(editor, ANNA, button)
        await rig.server.said(ANNA, said)
    assert rig.samples.got[-1].own.base == "hibari-man"
    await rig.server.press(editor, ANNA, "Use it")
    await rig.server.send(ANNA, ANNA, text="/voice")
    await rig.server.said(ANNA, "The voice for English: Old Joe.")
    assert (await asked(rig)).request.options.voices == {"en": "Old Joe"}
    await rig.server.send(ANNA, ANNA, text="/export")
    file = await rig.server.said(ANNA, "Here is everything I know about you.")
    with zipfile.ZipFile(io.BytesIO(rig.server.files[file["document"]["file_id"]])) as archive:
        [voice] = json.loads(archive.read("data.json"))["own_voices"]
    assert (voice["name"], voice["base"]) == ("Old Joe", "hibari-man")
    await rig.server.send(ANNA, ANNA, text="/voice delete Old Joe")
    await rig.server.said(ANNA, "The voice Old Joe has been deleted.")
    await rig.server.press(editor, ANNA, "deeper")
    await rig.server.until(
        lambda: "This button no longer works." in [it.get("text") for it in rig.server.alerts]
    )


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/voice create", "Give it a name, like this: /voice create Grandpa"),
        ("/voice create man", "man"),
        ("/voice create <b>", "name"),
        ("/voice delete Nobody", "You have made no voice called “Nobody”."),
        ("/voice Elvis", "There is no “Elvis” to choose here."),
    ],
)
async def test_what_cannot_be_made_is_refused_with_what_helps(rig, command, answer):
    await rig.server.send(ANNA, ANNA, text=command)
    await rig.server.said(ANNA, answer)


async def test_a_sample_that_fails_is_told(rig, monkeypatch):
    async def fail(request):
        await asyncio.sleep(0)
        raise DependencyError("voice_failed", voice="x")

    monkeypatch.setattr(rig.samples, "get", fail)
    await rig.server.send(ANNA, ANNA, text="/voice")
    menu = await rig.server.said(ANNA, "[▶ a man (natural)]")
    await rig.server.press(menu, ANNA, "▶ a man (natural)")
    await rig.server.said(ANNA, "That voice is not answering right now.")
