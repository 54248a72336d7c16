"""What is read off an event.

Whose face, which words, for whose eyes, and by what way to answer.
"""

import discord
import pytest

from talking_photo.bots.conversation.messages import Kind
from talking_photo.bots.discord_bot.parsing import (
    form_name,
    is_blank,
    lacks_words,
    read_command,
    read_form,
    read_form_name,
    read_message,
    read_press,
    typing,
)

US, ANNA, BEN, SERVER, ROOM = "100", "42", "43", "7", "70"
AT = 1_700_000_000_000
TEXT_CHANNEL, DIRECT = 0, 1


def number(milliseconds):
    """The number that Discord gives to something of that time."""
    return str((AT + milliseconds - 1_420_070_400_000) << 22)


NOW = number(0)


@pytest.fixture
def state():
    state = discord.Client(intents=discord.Intents(guilds=True))._connection
    state.user = discord.ClientUser(state=state, data=user(US))
    return state


def user(who):
    return {"id": who, "username": f"user{who}", "discriminator": "0", "avatar": None}


def attachment(name, kind=None, at="1", **more):
    url = f"https://cdn.discordapp.com/attachments/70/{at}/{name}?ex=1"
    described = {"id": at, "filename": name, "size": 1000, "url": url, "proxy_url": url}
    return described | ({} if kind is None else {"content_type": kind}) | more


PHOTO = attachment("anna.jpg", "image/jpeg", "1")
VOICE = attachment("voice-message.ogg", "audio/ogg", "2", duration_secs=2.5, waveform="AAAA")
PAPER = attachment("paper.pdf", "application/pdf", "3")


def event(state, kind, data, *, where="server", locale="de", **more):
    there = {
        "server": {"guild_id": SERVER, "context": 0, "member": member(ANNA)},
        "with us": {"context": 1, "user": user(ANNA)},
        "among people": {"context": 2, "user": user(ANNA)},
    }[where]
    channel = {"id": ROOM, "type": TEXT_CHANNEL if where == "server" else DIRECT}
    channel |= {"name": "general", "position": 0}
    if where != "server":
        channel["recipients"] = [user(ANNA)]
    described = {
        "id": NOW,
        "application_id": US,
        "type": kind,
        "token": "hush",
        "version": 1,
        "locale": locale,
        "attachment_size_limit": 10 * 1024 * 1024,
        "channel": channel,
        "data": data,
        **there,
        **more,
    }
    return discord.Interaction(data=described, state=state)


def member(who):
    return {"user": user(who), "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "flags": 0,
            "deaf": False, "mute": False, "permissions": "0"}  # fmt: skip


def slash(state, name="speak", options=(), files=(), **how):
    data = {"id": "1", "name": name, "type": 1, "options": list(options)}
    data["resolved"] = {"attachments": {file["id"]: file for file in files}}
    return event(state, 2, data, **how)


def given(name, value, kind=3):
    return {"name": name, "type": kind, "value": value}


def message(author, content="", files=(), /, **more):
    return {
        "id": NOW,
        "channel_id": ROOM,
        "author": user(author),
        "content": content,
        "timestamp": "2024-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": list(files),
        "embeds": [],
        "pinned": False,
        "type": 0,
        "components": [],
        **more,
    }


def written(state, content="", files=(), *, private=False, **more):
    described = message(ANNA, content, files, **{"flags": 0, **more})
    if private:
        channel = discord.DMChannel._from_message(state, int(ROOM))
    else:
        channel = discord.PartialMessageable(state=state, id=int(ROOM), guild_id=int(SERVER))
        described["guild_id"] = SERVER
    return discord.Message(state=state, channel=channel, data=described)


def reply_to(author, files=(), content=""):
    before = message(author, content, files, id=number(-60_000))
    place = {"message_id": before["id"], "channel_id": ROOM, "guild_id": SERVER}
    return {"type": 19, "message_reference": place, "referenced_message": before}


async def test_a_command_tells_photo_words_and_the_choices_for_this_video(state):
    incoming = read_command(
        slash(
            state,
            options=[
                given("photo", "1", 11),
                given("text", " Hallo! "),
                given("voice", "espeak"),
                given("format", "portrait"),
                given("captions", True, 5),
                given("private", True, 5),
            ],
            files=[PHOTO],
        )
    )
    assert (incoming.command, incoming.words, incoming.language) == ("speak", "Hallo!", "de")
    assert (incoming.file.kind, incoming.file.id) == (Kind.PHOTO, PHOTO["url"])
    assert incoming.choices == {"voice": "espeak", "format": "portrait", "captions": "on"}
    assert incoming.upload_bytes == 10 * 1024 * 1024
    assert (incoming.ref.person, incoming.ref.chat) == ("discord:42", ROOM)
    assert incoming.ref.details == {"hidden": "yes", "locale": "de"}
    assert incoming.ref.secret.items() >= {
        ("application", US),
        ("token", "hush"),
        ("until", str(AT / 1000 + 15 * 60)),
    }


async def test_a_photo_and_a_recording_need_no_words(state):
    options = [given("photo", "1", 11), given("sound", "2", 11)]
    incoming = read_command(slash(state, options=options, files=[PHOTO, VOICE]))
    assert (incoming.file.kind, incoming.replied.kind, incoming.replied.seconds) == (
        "photo",
        "sound",
        2.5,
    )
    assert not lacks_words(incoming)


async def test_what_is_no_picture_is_not_taken_for_one(state):
    incoming = read_command(slash(state, options=[given("photo", "3", 11)], files=[PAPER]))
    assert incoming.file.kind is Kind.OTHER
    unnamed = attachment("unnamed", None, "4")
    incoming = read_command(slash(state, options=[given("photo", "4", 11)], files=[unnamed]))
    assert incoming.file.kind is Kind.PHOTO


@pytest.mark.parametrize(
    ("where", "name", "options", "hidden"),
    [
        ("server", "speak", [], False),
        ("server", "speak", [given("private", True, 5)], True),
        ("server", "settings", [], True),
        ("among people", "settings", [], True),
        ("with us", "settings", [], False),
        ("with us", "speak", [given("private", True, 5)], False),
    ],
)
async def test_settings_are_for_the_eyes_of_the_asker_and_videos_when_chosen(
    state, where, name, options, hidden
):
    incoming = read_command(slash(state, name, options, where=where))
    assert ("hidden" in incoming.ref.details) is hidden


@pytest.mark.parametrize(
    ("name", "part", "command"),
    [
        ("portrait", "save", "save"),
        ("portrait", "list", "portraits"),
        ("portrait", "delete", "remove"),
        ("mydata", "export", "export"),
        ("mydata", "delete", "delete"),
    ],
)
async def test_parts_of_a_command_are_commands_of_their_own(state, name, part, command):
    inner = [given("name", "Anna")]
    option = {"name": part, "type": 1, "options": inner}
    incoming = read_command(slash(state, name, [option]))
    assert (incoming.command, incoming.words) == (command, "Anna")


async def test_what_is_being_typed_is_found_in_a_part_too(state):
    focused = given("name", "An") | {"focused": True}
    event = slash(state, "portrait", [{"name": "delete", "type": 1, "options": [focused]}])
    assert typing(event) == ("portrait delete", "name", "an")
    assert typing(slash(state, options=[given("voice", "ES") | {"focused": True}])) == (
        "speak",
        "voice",
        "es",
    )


def pointed_at(state, author, files):
    target = reply_to(author, files)["referenced_message"]
    data = {"id": "2", "name": "Make it talk", "type": 3, "target_id": target["id"]}
    return event(state, 2, data | {"resolved": {"messages": {target["id"]: target}}})


async def test_a_message_that_is_pointed_at_gives_its_picture(state):
    incoming = read_command(pointed_at(state, BEN, [PAPER, PHOTO]))
    assert (incoming.command, incoming.replied.id, incoming.replied_to) == (
        "speak",
        PHOTO["url"],
        None,
    )
    assert "hidden" not in incoming.ref.details
    assert lacks_words(incoming)


async def test_our_own_video_can_be_pointed_at(state):
    video = attachment("talking-photo.mp4", "video/mp4", "5")
    incoming = read_command(pointed_at(state, US, [video]))
    assert (incoming.replied, incoming.replied_to) == (None, number(-60_000))


async def test_a_message_without_a_picture_is_not_asked_about(state):
    assert not lacks_words(read_command(pointed_at(state, BEN, [PAPER])))


async def test_a_form_adds_words_or_a_recording_to_what_it_was_opened_for(state):
    asked = read_command(pointed_at(state, BEN, [PHOTO]))
    words = {"type": 18, "component": {"type": 4, "custom_id": "words", "value": " Hi "}}
    sound = {"type": 18, "component": {"type": 19, "custom_id": "sound", "values": ["2"]}}
    data = {"custom_id": form_name(asked), "components": [words, sound]}
    data["resolved"] = {"attachments": {"2": VOICE}}
    sent = event(state, 5, data)
    number, ref = read_form_name(sent)
    assert number == asked.ref.message
    filled = read_form(sent, asked, ref)
    assert (filled.words, filled.file.id, filled.replied.id) == ("Hi", PHOTO["url"], VOICE["url"])
    assert filled.ref.secret["token"] == "hush"
    nothing = {"type": 18, "component": {"type": 19, "custom_id": "sound", "values": []}}
    sent = event(state, 5, data | {"components": [nothing]})
    filled = read_form(sent, asked, ref)
    assert (filled.words, filled.replied) == ("", None)
    assert lacks_words(filled)


@pytest.mark.parametrize("private", [True, False])
async def test_a_form_knows_for_whose_eyes_its_answer_is(state, private):
    options = [given("photo", "1", 11), given("private", private, 5)]
    asked = read_command(slash(state, options=options, files=[PHOTO]))
    data = {"custom_id": form_name(asked), "components": []}
    _, ref = read_form_name(event(state, 5, data))
    assert ("hidden" in ref.details) is private


def below(sent):
    return written_payload(sent) | {"author": user(US)}


def written_payload(sent):
    payload = reply_to(US)["referenced_message"]
    return payload | {"id": sent, "flags": 0}


async def test_a_button_tells_whose_it_is_and_how_old(state):
    data = {"custom_id": "face|42|abc:2|3", "component_type": 2}
    pressed = read_press(event(state, 3, data, message=below(number(-90_000))))
    assert (pressed.verb, pressed.owner, pressed.value) == ("face", "42", "abc:2|3")
    assert pressed.age == pytest.approx(90.0)
    assert pressed.ref.secret["original"] == "taken"
    strange = {"custom_id": "somebody-elses", "component_type": 2}
    assert read_press(event(state, 3, strange, message=below(number(-1)))) is None


async def test_alone_with_us_everything_is_meant_for_us(state):
    incoming = read_message(written(state, "Hello!", [PHOTO], private=True), int(US), "en")
    assert (incoming.words, incoming.file.kind, incoming.private) == ("Hello!", "photo", True)
    assert incoming.ref.secret == {}


async def test_what_people_write_to_each_other_is_not(state):
    for message in (
        written(state, "Hello!", [PHOTO]),
        written(state, "Nice!", **reply_to(BEN, [PHOTO])),
        written(state, "", [VOICE], **reply_to(BEN)),
        written(state, "Hello!", private=True, author=user(BEN) | {"bot": True}),
        written(state, private=True, type=7),
    ):
        assert read_message(message, int(US), "en") is None


async def test_a_recording_as_a_reply_to_a_picture_makes_it_talk(state):
    incoming = read_message(written(state, "", [VOICE], **reply_to(BEN, [PHOTO])), int(US), "en")
    assert (incoming.file.kind, incoming.replied.kind, incoming.replied_to) == (
        "sound",
        "photo",
        None,
    )


async def test_words_as_a_reply_to_a_picture_do_when_we_are_named(state):
    message = written(state, f"<@{US}> Hello!", mentions=[user(US)], **reply_to(BEN, [PHOTO]))
    incoming = read_message(message, int(US), "en")
    assert (incoming.words, incoming.replied.id) == ("Hello!", PHOTO["url"])


async def test_a_reply_to_our_video_tells_which(state):
    video = attachment("talking-photo.mp4", "video/mp4", "5")
    incoming = read_message(written(state, "Again!", **reply_to(US, [video])), int(US), "en")
    assert (incoming.words, incoming.replied_to) == ("Again!", number(-60_000))


async def test_a_message_that_discord_does_not_show_is_blank(state):
    assert is_blank(written(state, **reply_to(US)))
    assert not is_blank(written(state, "", [VOICE]))
