"""The operator's commands, in the operator's own chats on both platforms, and who runs the bot."""

import contextlib
import io
import json
import zipfile

import pytest

from talking_photo.bots import texts
from talking_photo.bots.conversation import operator
from talking_photo.bots.conversation.connection import Connection
from talking_photo.bots.service import announcements
from talking_photo.bots.service.announcements import announcing
from talking_photo.bots.service.health import Check
from talking_photo.core.jobs.job import JobState, PersonId
from talking_photo.core.retry import Backoff
from tests import discord_rig, telegram_rig
from tests.bot_rig import listening
from tests.discord_server import DiscordServer
from tests.discord_world import APPLICATION, HALL
from tests.telegram_server import TelegramServer

ANNA, BORIS, CARLA, OPERATOR = 42, 43, 44, 99
OPERATORS = -500
PHOTO = b"a photo"
AT_ONCE = {"telegram": 0.0, "discord": 0.0}


class OnTelegram:
    """How people and the operator talk with the bot on Telegram."""

    platform, shared = "telegram", OPERATORS

    def __init__(self, rig):
        self.rig, self.server = rig, rig.server

    async def command(self, words, user=OPERATOR, chat=OPERATORS):
        await self.server.send(chat, user, text=f"/{words}")

    async def answered(self, words, chat=OPERATORS):
        return (await self.server.said(chat, words))["text"]

    async def press(self, words, button):
        await self.server.press(await self.server.said(OPERATORS, words), OPERATOR, button)

    async def ask(self, user, number):
        await self.server.send(user, user, photo=PHOTO, caption="Hello!")
        return await self.rig.job(number)

    async def alone(self, user, words):
        return await self.server.said(user, words)

    async def exported(self, user):
        await self.server.send(user, user, text="/export")
        message = await self.server.said(user, "<document>")
        return known_from(self.server.files[message["document"]["file_id"]])

    async def deleted(self, user):
        await self.server.send(user, user, text="/delete")
        question = await self.server.said(user, "[Delete everything]")
        await self.server.press(question, user, "Delete everything")
        await self.server.said(user, "Everything has been deleted.")

    def block(self, user):
        self.server.fail(None, "403 bot was blocked by the user", chat=user)


class OnDiscord:
    """The same on Discord, where a command of the operator follows on the bot's name."""

    platform, shared = "discord", HALL

    def __init__(self, rig):
        self.rig, self.server = rig, rig.server

    async def command(self, words, user=OPERATOR, chat=HALL):
        await self.server.write(chat, user, f"<@{APPLICATION}> {words}")

    async def answered(self, words, chat=HALL):
        return (await self.server.said(chat, words))["content"]

    async def press(self, words, button):
        await self.server.press(await self.server.said(HALL, words), OPERATOR, button)

    async def ask(self, user, number):
        await self.server.write(self.server.dm(user), user, "Hello!", files=[PHOTO])
        return await self.rig.job(number)

    async def alone(self, user, words):
        return await self.server.said(self.server.dm(user), words)

    async def exported(self, user):
        await self.server.slash(user, HALL, "mydata export")
        message = await self.server.said(HALL, ".zip>")
        return known_from(self.server.files[message["attachments"][0]["id"]])

    async def deleted(self, user):
        await self.server.slash(user, HALL, "mydata delete")
        question = await self.server.said(HALL, "[Delete everything]")
        await self.server.press(question, user, f"delete|{user}|yes")
        await self.server.said(HALL, "Everything has been deleted.")

    def block(self, user):
        self.server.fail("dm", "403 50007 Cannot send messages to this user")


@contextlib.asynccontextmanager
async def chatting(kind, video, **sections):
    chat = f"{kind.platform}:{kind.shared}"
    sections = {"operator": {"chats": [chat]} | sections.pop("operator", {})} | sections
    make = {"telegram": telegram_rig, "discord": discord_rig}[kind.platform].rig_at
    server = {"telegram": TelegramServer, "discord": DiscordServer}[kind.platform]
    async with server() as there:
        rig = make(there, video, **sections)
        await rig.agree(ANNA, BORIS, CARLA)
        async with (
            listening(rig) as bot,
            announcing(rig.operator, [bot], rig.wake_announcer, AT_ONCE),
        ):
            yield kind(rig)


@pytest.fixture(params=[OnTelegram, OnDiscord], ids=["telegram", "discord"])
async def chat(request, video):
    async with chatting(request.param, video) as built:
        yield built


def known_from(contents):
    """What an export says."""
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        return json.loads(archive.read("data.json"))


def person(chat, user):
    return PersonId(f"{chat.platform}:{user}")


async def test_statistics_count_videos_people_and_faults_and_name_what_is_wrong(chat):
    first = await chat.ask(ANNA, 1)
    await chat.ask(BORIS, 2)
    await chat.rig.fail(first, "render_crashed")
    await chat.rig.delivered()
    chat.rig.health.connections.append(Connection(chat.platform))
    chat.rig.health.found["media"] = Check(
        problem="media_unreachable", facts={"reason": "PermissionDenied"}
    )
    await chat.command("statistics")
    text = await chat.answered("Videos:")
    assert "Videos: 1 waiting, 0 in progress, 0 being delivered." in text
    assert "People: 2 within a day, 2 within 30 days." in text
    assert "Failed within a day: 1 × render_crashed." in text
    assert "media: cannot be written (PermissionDenied)" in text
    assert f"{chat.platform.capitalize()}: " in text


async def test_who_is_blocked_gets_no_more_and_their_waiting_videos_are_stopped(chat):
    await chat.ask(ANNA, 1)
    await chat.command(f"block {chat.platform}:{ANNA}")
    assert "Waiting videos stopped: 1." in await chat.answered("is blocked")
    assert chat.rig.states() == [JobState.CANCELLED]
    assert (await chat.rig.people.find(person(chat, ANNA))).blocked
    if chat.platform == "telegram":
        await chat.server.send(ANNA, ANNA, text="/help")
    else:
        await chat.server.write(chat.server.dm(ANNA), ANNA, "Hello?")
    answer = await chat.alone(ANNA, "You cannot use this bot any more. /")
    text = answer.get("text", "") + answer.get("content", "")
    assert {"telegram": "/export", "discord": "/mydata export"}[chat.platform] in text
    assert "Those who run this bot" in text
    await chat.command(f"unblock {chat.platform}:{ANNA}")
    await chat.answered("is not blocked any more")
    assert not (await chat.rig.people.find(person(chat, ANNA))).blocked


async def test_who_is_blocked_still_gets_their_data_and_can_delete_it(chat):
    await chat.ask(ANNA, 1)
    await chat.command(f"block {chat.platform}:{ANNA}")
    await chat.answered("is blocked")
    known = await chat.exported(ANNA)
    assert known["person"]["blocked"]
    assert [job["request"]["text"] for job in known["jobs"]] == ["Hello!"]
    await chat.deleted(ANNA)
    assert chat.rig.states() == []
    assert (await chat.rig.people.find(person(chat, ANNA))).blocked


async def test_the_number_of_a_job_names_whom_to_block(chat):
    job = await chat.ask(BORIS, 1)
    await chat.command(f"block {job.id}")
    await chat.answered(f"{chat.platform}:{BORIS} is blocked")


@pytest.mark.parametrize("words", ["block", "block somebody", "unblock telegram:x"])
async def test_nobody_is_blocked_by_what_names_nobody(chat, words):
    await chat.command(words)
    await chat.answered("Write who it is, such as:")


async def test_while_drained_new_videos_are_refused_kindly_and_the_others_are_finished(chat):
    job = await chat.ask(ANNA, 1)
    await chat.command("drain")
    await chat.answered("Still to be finished: 1.")
    if chat.platform == "telegram":
        await chat.server.send(BORIS, BORIS, photo=PHOTO, caption="Hello!")
    else:
        await chat.server.write(chat.server.dm(BORIS), BORIS, "Hello!", files=[PHOTO])
    await chat.alone(BORIS, texts.sentence("draining", {}, "en"))
    await chat.rig.render(job)
    await chat.rig.delivered()
    assert chat.rig.states() == [JobState.DELIVERED]
    await chat.command("statistics")
    await chat.answered("New videos are refused; /undrain ends that.")
    await chat.command("undrain")
    await chat.answered("New videos are taken again.")
    await chat.ask(BORIS, 2)


async def test_an_announcement_goes_to_everybody_who_asked_lately_after_it_was_confirmed(chat):
    for number, user in enumerate((ANNA, BORIS, CARLA), 1):
        await chat.ask(user, number)
    await chat.rig.people.block(person(chat, CARLA), blocked=True)
    await chat.command("announce 30 The bot is\nback.")
    ask = "Recipients: 2, who asked for a video in the last 30 days.\n\nThe bot is\nback."
    assert ask in await chat.answered("Recipients: 2, ")
    await chat.press("Recipients: 2, ", "Send it")
    for user in (ANNA, BORIS):
        await chat.alone(user, "The bot is\nback.")
    await chat.answered("Reached: 2 of 2; not reachable: 0.")
    assert await chat.rig.operator.claim(chat.platform) is None


async def test_an_announcement_that_is_not_confirmed_is_not_sent(chat):
    await chat.ask(ANNA, 1)
    await chat.command("announce 30 Never mind.")
    await chat.press("Recipients: 1, ", "Do not send it")
    await chat.answered("Nothing was sent.")
    assert await chat.rig.operator.claim(chat.platform) is None


async def test_who_cannot_be_reached_is_counted(chat):
    await chat.ask(ANNA, 1)
    await chat.command("announce 1 Hello again.")
    await chat.answered("Recipients: 1, ")
    chat.block(ANNA)
    await chat.press("Recipients: 1, ", "Send it")
    await chat.answered("Reached: 0 of 1; not reachable: 1.")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("announce", "Write the days and the text"),
        ("announce Hello!", "Write the days and the text"),
        ("announce 30", "Write the days and the text"),
        ("announce 0 Hello!", "Write the days and the text"),
        ("announce 30 Hello!", "Nobody asked for a video in the last 30 days."),
        ("announce 30 " + "x" * 1801, "at most are sent"),
    ],
)
async def test_an_announcement_that_makes_no_sense_is_not_asked_about(video, words, answer):
    async with chatting(OnTelegram, video) as chat:
        await chat.command(words)
        await chat.answered(answer)


async def test_a_restart_goes_on_with_an_announcement_and_tells_nobody_twice(video):
    async with TelegramServer() as server:
        people = range(101, 121)
        sections = {"operator": {"chats": [f"telegram:{OPERATORS}"]}}
        rig = telegram_rig.rig_at(server, video, **sections)
        await rig.agree(*people)
        async with listening(rig) as bot:
            chat = OnTelegram(rig)
            for number, user in enumerate(people, 1):
                await chat.ask(user, number)
            await chat.command("announce 30 News!")
            await chat.answered("Recipients: 20, ")
            async with announcing(rig.operator, [bot], rig.wake_announcer, AT_ONCE):
                await chat.press("Recipients: 20, ", "Send it")
                await server.until(lambda: len(having(server, people)) == 5)
        assert len(having(server, people)) < 20
        async with (
            listening(rig) as bot,
            announcing(rig.operator, [bot], rig.wake_announcer, AT_ONCE),
        ):
            await server.said(OPERATORS, "Reached: 20 of 20")
        assert len(having(server, people)) == 20
        assert all(count(server, person) == 1 for person in people)


def count(server, person):
    return sum(message.get("text") == "News!" for message in server.of_bot(person))


def having(server, people):
    return [person for person in people if count(server, person)]


async def test_a_platform_that_is_away_for_a_moment_loses_nobody(video, monkeypatch):
    monkeypatch.setattr(announcements, "_BACKOFF", Backoff(first=0.01, longest=0.01))
    async with chatting(OnTelegram, video) as chat:
        await chat.ask(ANNA, 1)
        await chat.command("announce 30 News!")
        await chat.answered("Recipients: 1, ")
        chat.server.fail(
            "sendMessage", "500", times=5, chat=ANNA
        )  # a try of the bot makes four calls
        await chat.press("Recipients: 1, ", "Send it")
        await chat.answered("Reached: 1 of 1")
        assert count(chat.server, ANNA) == 1


@pytest.mark.parametrize("words", ["statistics", "block telegram:42", "drain", "announce 1 x"])
async def test_elsewhere_nobody_commands_anything(chat, words):
    user = OPERATOR
    if chat.platform == "telegram":
        await chat.command(words, user, chat=user)
        await chat.alone(user, texts.chat("one_helpful_line", "en"))
    else:
        await chat.server.write(chat.server.dm(user), user, words)
        await chat.alone(user, texts.chat("photo_missing", "en", platform="discord"))
    assert not await chat.rig.operator.draining()
    assert not (await chat.rig.people.find(person(chat, ANNA))).blocked


async def test_an_operator_need_not_be_among_those_who_are_let_in(video):
    async with chatting(OnTelegram, video, access={"allowed": [f"telegram:{ANNA}"]}) as chat:
        await chat.command("statistics")
        await chat.answered("Videos:")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({"name": "Anna A.", "contact": "anna@example.org"}, "run by Anna A. Contact: anna@"),
        ({"name": "Anna A."}, "This bot is run by Anna A."),
        ({"contact": "anna@example.org"}, "Questions to those who run this bot: anna@example.org"),
        ({}, "Those who run this bot have not left a name here"),
    ],
)
@pytest.mark.parametrize("command", ["help", "privacy"])
async def test_help_and_privacy_say_who_runs_it(video, who, said, command):
    async with chatting(OnTelegram, video, operator=who) as chat:
        await chat.command(command, ANNA, ANNA)
        text = await chat.answered(said, ANNA)
        assert "/statistics" not in text


async def test_help_in_the_operators_chat_shows_the_operators_commands(video):
    async with chatting(OnTelegram, video) as chat:
        await chat.command("help")
        assert "/announce 30 Text" in await chat.answered("/statistics")


async def test_help_on_discord_says_who_runs_it(video):
    async with chatting(OnDiscord, video, operator={"name": "Anna A."}) as chat:
        await chat.server.slash(ANNA, HALL, "help")
        await chat.answered("This bot is run by Anna A.")


async def test_telegram_offers_the_operators_commands_in_the_operators_chat_alone(video):
    async with chatting(OnTelegram, video, operator={"language": "de"}) as chat:
        await chat.server.until(lambda: str(OPERATORS) in chat.server.commands)
        menu = {one["command"]: one["description"] for one in chat.server.commands[str(OPERATORS)]}
        assert menu["drain"] == texts.operator_chat("does_drain", "de")
        assert "speak" in menu
        everybody = {one["command"] for one in chat.server.commands[""]}
        assert not everybody & operator.COMMANDS.keys()


async def test_discord_offers_the_operators_commands_to_administrators_of_their_server(video):
    async with chatting(OnDiscord, video) as chat:
        [registered] = chat.server.guild_commands.values()
        assert {one["name"] for one in registered} == operator.COMMANDS.keys()
        assert all(one["default_member_permissions"] == "0" for one in registered)
        await chat.ask(ANNA, 1)
        await chat.server.slash(OPERATOR, HALL, "announce", days=30, text="We are back.")
        await chat.press("Recipients: 1, ", "Send it")
        await chat.alone(ANNA, "We are back.")
        await chat.server.slash(OPERATOR, HALL, "block", person=f"discord:{ANNA}")
        await chat.answered(f"discord:{ANNA} is blocked")
        await chat.server.slash(OPERATOR, HALL, "drain")
        await chat.answered("New videos are refused from now on")


async def test_a_channel_that_does_not_exist_keeps_nobody_from_starting(video):
    async with chatting(OnDiscord, video, operator={"chats": ["discord:1"]}) as chat:
        assert chat.server.guild_commands == {}
        await chat.ask(ANNA, 1)
