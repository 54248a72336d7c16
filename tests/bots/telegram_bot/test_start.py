"""What newcomers see: the example, what the bot is for, and its commands."""

import asyncio

import pytest

from talking_photo.bots import texts
from tests.bot_rig import listening
from tests.telegram_rig import rig_at
from tests.telegram_server import TelegramServer

ANNA, BORIS = 42, 43
DRAWING, VOICE = b"a drawing", b"a voice"
GERMAN = {"id": ANNA, "is_bot": False, "first_name": "Anna", "language_code": "de"}


class DemoByHand:
    """Makes an example when the test says so."""

    def __init__(self, video):
        self.video = video
        self.made = {}
        self.go = asyncio.Event()

    async def find(self, language):
        return self.made.get(language)

    async def make(self, language):
        await self.go.wait()
        self.made[language] = self.video
        return self.video

    async def portrait(self):
        return DRAWING


@pytest.fixture
async def rig(video):
    async with TelegramServer() as server:
        built = rig_at(server, video)
        built.demo = DemoByHand(video)
        await built.agree(ANNA)
        async with listening(built):
            yield built


async def test_start_answers_at_once_and_shows_the_example_when_it_is_made(rig):
    await rig.server.send(ANNA, ANNA, text="/start")
    await rig.server.said(ANNA, "I make photos speak")
    assert rig.server.videos(ANNA) == []
    rig.demo.go.set()
    video = await rig.server.video(ANNA)
    assert rig.server.files[video["video"]["file_id"]] == rig.demo.video
    assert video["caption"] == "This is what you get. Made by AI from a drawing."


async def test_an_example_that_was_made_comes_with_the_first_words_and_is_uploaded_once(rig):
    rig.demo.made["de"] = rig.demo.video
    for count in (1, 2):
        await rig.server.send(ANNA, GERMAN, text="/start")
        video = await rig.server.video(ANNA, count)
        assert "Ich bringe Fotos zum Sprechen" in video["caption"]
    first, second = rig.server.made("sendVideo")
    assert first.files
    assert not second.files


async def test_the_drawing_of_the_example_says_what_is_sent_next(rig):
    await rig.server.send(ANNA, ANNA, text="/start")
    welcome = await rig.server.said(ANNA, "[Make this drawing speak]")
    await rig.server.press(welcome, ANNA, "Make this drawing speak")
    await rig.server.said(ANNA, "What should this face say now?")
    await rig.server.send(ANNA, ANNA, text="Good morning!")
    request = (await rig.job()).request
    assert (request.text, await rig.media.get(request.photo)) == ("Good morning!", DRAWING)
    await rig.server.press(welcome, ANNA, "Make this drawing speak")
    await rig.server.said(ANNA, "What should this face say now?", after=welcome["message_id"] + 3)
    await rig.server.send(ANNA, ANNA, voice=VOICE)
    assert await rig.media.get((await rig.job(2)).request.sound) == VOICE


async def test_a_newcomer_who_tries_the_drawing_agrees_first(rig):
    await rig.server.send(BORIS, BORIS, text="/start")
    welcome = await rig.server.said(BORIS, "[Make this drawing speak]")
    await rig.server.press(welcome, BORIS, "Make this drawing speak")
    await rig.server.said(BORIS, "What should this face say now?")
    await rig.server.send(BORIS, BORIS, text="Good morning!")
    await rig.server.press(await rig.server.said(BORIS, "[I agree]"), BORIS, "I agree")
    assert await rig.media.get((await rig.job()).request.photo) == DRAWING


async def test_how_it_works_is_a_press_away(rig):
    await rig.server.send(ANNA, ANNA, text="/start")
    await rig.server.press(await rig.server.said(ANNA, "[How it works]"), ANNA, "How it works")
    await rig.server.said(ANNA, "/settings for voice")


async def test_telegram_is_told_in_each_language_what_the_bot_is_for_and_its_commands(rig):
    languages = {"" if language == "en" else language for language in texts.CHAT}
    shown = (rig.server.commands, rig.server.descriptions, rig.server.short_descriptions)
    await rig.server.until(lambda: all(languages == set(what) for what in shown))
    speak = {"command": "speak", "description": "make the photo you reply to speak"}
    assert speak in rig.server.commands[""]
    assert rig.server.short_descriptions["de"].startswith("Schick ein Foto")


async def test_what_telegram_shows_already_is_not_set_again(rig):
    last = list(texts.CHAT)[-1]
    await rig.server.until(lambda: last in rig.server.short_descriptions)
    methods = ("setMyCommands", "setMyDescription", "setMyShortDescription")
    before = len(rig.server.made(*methods))
    asked = len(rig.server.made("getMyShortDescription"))
    async with listening(rig):
        await rig.server.until(
            lambda: len(rig.server.made("getMyShortDescription")) == asked + len(texts.CHAT)
        )
    assert len(rig.server.made(*methods)) == before
