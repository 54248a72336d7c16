"""Mentions, emoji and dates of Discord become words, or nothing."""

import pytest

from talking_photo.bots.discord_bot.markup import said_in
from tests.discord_world import APPLICATION, HALL

ANNA, BORIS = 42, 43
PHOTO = b"a photo"
NAMES = {"7": "Anna", "8": "the team", "9": "news"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Happy birthday <@7> <:party:987654321098765432>", "Happy birthday Anna"),
        ("<@!7>, hello", "Anna, hello"),
        ("Well done, <@&8>! See <#9>", "Well done, the team! See news"),
        ("<@99> come here <@7>", "come here Anna"),
        ("Hello <@12345> there", "Hello there"),
        ("Oh <:happy:1> great <a:Sad:2>", "Oh [happy] great [sad]"),
        ("Party at <t:1893456000:F>", "Party at"),
        ("Type </speak:123> now", "Type speak now"),
        ("See <https://example.org/a>", "See https://example.org/a"),
        ("2 < 3 and 5 > 4, a<b>c", "2 < 3 and 5 > 4, a<b>c"),
        ("first\nsecond", "first\nsecond"),
        ("<@99>", ""),
    ],
)
def test_what_discord_writes_becomes_what_is_said(content, words):
    assert said_in(content, NAMES, me=99) == words


async def test_a_person_who_is_mentioned_is_called_by_name(rig):
    message = f"<@{APPLICATION}> Happy birthday <@{BORIS}> <:party:987654321098765432>"
    rig.server.users[BORIS] = rig.server.user(BORIS) | {"global_name": "Boris B."}
    await rig.server.write(HALL, ANNA, message, files=[PHOTO])
    assert (await rig.job()).request.text == "Happy birthday Boris B."


async def test_a_mark_in_a_command_is_not_read_out(rig):
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hi <:wave:123> <@999> there")
    assert (await rig.job()).request.text == "Hi there"
