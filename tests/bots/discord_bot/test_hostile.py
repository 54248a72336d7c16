"""Messages that lie, and events of a shape that nobody expects.

One helpful answer or none, and the bot goes on.
"""

import logging

import pytest

from tests.discord_rig import rig as new_rig
from tests.discord_server import DiscordServer
from tests.discord_world import HALL, Upload

ANNA = 42
PHOTO = b"a photo"


async def goes_on(rig, number=1):
    """Whatever was sent before, the next photo becomes a job."""
    asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hello!")
    await rig.job(number)
    await rig.server.until(lambda: asked.message and "You are number" in asked.message["content"])


@pytest.mark.parametrize(
    "said",
    [
        {"size": 10**15},
        {"size": -1},
        {"size": 0, "width": None, "height": None},
        {"content_type": None},
        {"content_type": "image/" + "x" * 5000},
        {"content_type": "image/png; charset=\N{SNOWMAN}"},
        {"filename": "../../../etc/passwd.jpg"},
        {"filename": "x" * 5000 + ".png"},
        {"filename": "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe"},
        {"duration_secs": 1e300},
        {"width": 10**9, "height": 10**9},
        {"description": "@everyone", "title": "<@43>"},
    ],
    ids=lambda said: next(iter(said)),
)
async def test_a_picture_that_is_described_in_an_odd_way_does_no_harm(rig, said):
    channel = rig.server.dm(ANNA)
    await rig.server.write(channel, ANNA, "Hello!", files=[Upload(PHOTO, "me.png", said)])
    await goes_on(rig, len(rig.states()) + 1)
    assert rig.server.thinking() == []


@pytest.mark.parametrize(
    "link",
    [
        "http://localhost:1/attachments/1/1/photo.jpg",
        "http://127.0.0.1.example.org/attachments/1/1/photo.jpg",
        "http://127.0.0.1@example.org/photo.jpg",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/photo.jpg",
        "file:///etc/passwd",
        "ftp://127.0.0.1/photo.jpg",
        "//127.0.0.1/photo.jpg",
        "",
    ],
)
async def test_nothing_is_fetched_from_anywhere_but_discord(rig, link):
    said = {"url": link, "proxy_url": link}
    await rig.server.slash(ANNA, HALL, "speak", photo=Upload(PHOTO, "a.jpg", said), text="Hi")
    await rig.server.said(HALL, "send it again")
    assert rig.states() == []
    assert rig.server.made("download", "refresh") == []


async def test_a_redirection_is_not_followed(rig):
    async with DiscordServer() as elsewhere:
        target = f"{elsewhere.url}/attachments/1/1/photo.jpg"
        rig.server.fail("download", f"302 {target}", times=2)
        await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hi")
        await rig.server.said(HALL, "send it again")
        assert elsewhere.made("download") == []
    assert rig.states() == []


async def test_a_file_larger_than_it_was_said_to_be_is_not_read_to_its_end(video):
    async with new_rig(video, photo={"max_bytes": 1000}, sound={"max_bytes": 1000}) as rig:
        await rig.agree(ANNA)
        large = Upload(bytes(5_000_000), "small.jpg", {"size": 10})
        await rig.server.slash(ANNA, HALL, "speak", photo=large, text="Hi")
        await rig.server.said(HALL, "send it again")
        await goes_on(rig)


async def test_a_link_that_stays_dead_is_told_to_the_asker(rig):
    rig.server.link_seconds = -1
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hi")
    await rig.server.said(HALL, "send it again")
    assert len(rig.server.made("refresh")) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"custom_id": "", "component_type": 2},
        {"custom_id": "||||", "component_type": 2},
        {"custom_id": f"cancel|{ANNA}|no such job", "component_type": 2},
        {"custom_id": f"choice|{ANNA}|expression:evil", "component_type": 2},
        {"custom_id": f"choice|{ANNA}|", "component_type": 2},
        {"custom_id": f"face|{ANNA}|x:99", "component_type": 2},
        {"custom_id": f"no such verb|{ANNA}|1", "component_type": 2},
        {"custom_id": f"forget|{ANNA}|0", "component_type": 2},
        {"custom_id": "x" * 100, "component_type": 3, "values": ["1"]},
    ],
    ids=lambda data: data["custom_id"][:12],
)
async def test_a_button_that_nobody_made_does_no_harm(rig, data, caplog):
    await rig.server.slash(ANNA, HALL, "settings")
    menu = await rig.server.said(HALL, "[Expression: ")
    with caplog.at_level(logging.WARNING):
        await rig.server._interact(3, ANNA, HALL, data, pressed=menu)
        await goes_on(rig)
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []
    rig.server.later(3.1)  # nobody waits for an answer to what nobody made


async def test_a_form_that_nobody_asked_for_is_told_to_be_gone(rig):
    data = {"custom_id": "form|1", "components": []}
    asked = await rig.server._interact(5, ANNA, HALL, data)
    await rig.server.until(lambda: asked.message and asked.message["content"])
    await goes_on(rig)


async def test_words_of_any_length_and_kind_are_answered_within_discords_limits(rig):
    for words in ("a" * 4100, "\N{SNOWMAN}" * 2000, "`" * 3000):
        before = int(max((m["id"] for m in rig.server.of_bot(HALL)), default=0))
        asked = await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text=words)
        await rig.server.until(lambda after=before: answers(rig, after))
        await rig.server.settled()
        assert asked.answered
    assert rig.states() == []


def answers(rig, after):
    """What the bot said since then."""
    return [m for m in rig.server.of_bot(HALL) if int(m["id"]) > after and m["content"]]


@pytest.mark.parametrize("language", ["", "x" * 60, "../de", "de\n", "klingon"])
async def test_a_language_that_was_typed_and_is_none_does_no_harm(rig, language):
    await rig.server.slash(ANNA, HALL, "speak", photo=PHOTO, text="Hi", language=language)
    await rig.server.settled()
    await goes_on(rig, len(rig.states()) + 1)


@pytest.mark.parametrize("name", ["", " ", "\N{ZERO WIDTH SPACE}", "a|b|c", "@everyone", "x" * 30])
async def test_a_portrait_can_have_any_name_or_is_refused(rig, name):
    await rig.server.slash(ANNA, HALL, "portrait save", name=name, photo=PHOTO)
    await rig.server.settled()
    await rig.server.slash(ANNA, HALL, "portrait list")
    await rig.server.settled()
    offered = await rig.server.complete(ANNA, HALL, "speak", "portrait", "")
    assert len(offered) <= 1
