"""`/web` in both chats: a link of use once that opens one's own things in the page."""

import re

import pytest
from yarl import URL

from talking_photo.bots import texts
from talking_photo.bots.conversation import web_page
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.messages import IncomingMessage
from talking_photo.bots.conversation.steps import RecordingClient, Steps
from talking_photo.bots.web_studio.visitors import COOKIE
from talking_photo.core.jobs.job import ChatRef, JobRequest, Person, PersonId
from tests import discord_rig, telegram_rig
from tests.bots.web_studio.conftest import PHOTO, open_studio

ADDRESS = "https://photos.example.org"
PAGE = {"studio": {"public_url": ADDRESS + "/", "token": "a-token-of-16-letters-or-more"}}
ANNA = Person(id=PersonId("telegram:42"))


class Chat:
    """What the bot says in it."""

    def __init__(self):
        self.said = []

    async def say(self, to, text, rows=(), *, question=False, quiet=False):
        self.said.append(text)
        return str(len(self.said))


class Asked:
    """Somebody who writes /web, and what they are answered."""

    def __init__(self, rig, platform="telegram"):
        self.chat, self.platform = Chat(), platform
        steps = Steps()
        self.context = ChatContext(
            shared=rig.shared,
            chat_client=RecordingClient(self.chat, steps),
            platform=None,
            lines=None,
            pending=None,
            steps=steps,
        )

    async def write(self, language="en", *, private=True, words=""):
        ref = ChatRef(platform=self.platform, chat="1", user="42", message="7")
        incoming = IncomingMessage(
            ref=ref, key="k", language=language, private=private, words=words
        )
        await web_page.web(self.context, incoming, Person(id=ref.person))
        return self.chat.said[-1]


@pytest.fixture
async def studio(video):
    async with open_studio(video, **PAGE) as opened:
        yield opened


def secret_in(text):
    [secret] = re.findall(re.escape(f"{ADDRESS}/enter#") + r"([\w-]{43})\n", text)
    return secret


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_the_link_opens_what_the_person_has_in_the_chat_once(studio, platform):
    request = {"photo": PHOTO, "words": "said in the page", "consent": "true"}
    secret = secret_in(await Asked(studio.rig, platform).write())
    page = await studio.client.get("/enter")
    assert (page.status, page.headers["Referrer-Policy"]) == (200, "same-origin")
    assert secret not in await page.text()
    for _ in range(2):  # as messengers do that show what is behind a link
        assert (await studio.client.get("/enter")).status == 200
    entered = await studio.client.post("/session", data={"link": secret}, allow_redirects=False)
    assert (entered.status, entered.headers["Location"]) == (303, "/")
    assert 'id="make"' in await (await studio.client.get("/")).text()
    asked = await studio.client.post("/v1/videos", data=request)
    assert asked.status == 202
    job = await studio.rig.job_service.status((await asked.json())["id"])
    assert job.request.chat.person == f"{platform}:42"
    assert (job.request.chat.platform, job.request.chat.user) == ("web", "42")
    assert [one.id for one in await studio.rig.job_service.history(f"{platform}:42")] == [job.id]
    assert (await studio.rig.people.find(f"{platform}:42")).consent is not None
    studio.client.session.cookie_jar.clear()
    again = await studio.client.post("/session", data={"link": secret})
    assert (again.status, "This link has been used" in await again.text()) == (403, True)
    assert (await studio.client.get("/v1/videos")).status == 401


async def test_videos_of_the_chat_are_seen_shared_and_deleted_in_the_page(studio):
    media = await studio.rig.job_service.keep_input(ANNA.id, PHOTO, "x")
    chat = ChatRef(platform="telegram", chat="42", user="42", message="5")
    request = JobRequest(key="telegram:42:5", chat=chat, photo=media, text="said in the chat")
    job = await studio.rig.job_service.submit(request)
    studio.rig.queue.enqueue_delivery = lambda *_: None  # the bot of the chat is not there
    await studio.rig.render(job)
    secret = secret_in(await Asked(studio.rig).write())
    await studio.client.post("/session", data={"link": secret})
    _, listed = await studio.ask("GET", "/v1/videos")
    assert [(one["id"], one["words"]) for one in listed["data"]] == [(job.id, "said in the chat")]
    assert (await studio.client.get(f"/v1/videos/{job.id}/content")).status == 200
    status, link = await studio.ask("POST", f"/v1/videos/{job.id}/link")
    assert status == 201
    assert (await studio.client.get(URL(link["url"]).relative())).status == 200


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_web_end_signs_all_browsers_out_and_voids_links_that_were_not_opened(
    studio, platform
):
    cookies = []
    for _ in range(2):
        secret = secret_in(await Asked(studio.rig, platform).write())
        entered = await studio.client.post(
            "/session", data={"link": secret}, allow_redirects=False
        )
        cookies.append({"Cookie": f"{COOKIE}={entered.cookies[COOKIE].value}"})
    studio.client.session.cookie_jar.clear()
    other = secret_in(await Asked(studio.rig, "other").write())
    unused = secret_in(await Asked(studio.rig, platform).write())
    for cookie in cookies:
        assert (await studio.client.get("/v1/videos", headers=cookie)).status == 200
    said = await Asked(studio.rig, platform).write(words=" End ", private=False)
    assert said == texts.chat("web_ended", "en")
    for cookie in cookies:
        assert (await studio.client.get("/v1/videos", headers=cookie)).status == 401
    assert (await studio.client.post("/session", data={"link": unused})).status == 403
    assert (await studio.client.post("/session", data={"link": other})).status == 200


async def test_who_deletes_everything_is_signed_out_too(studio):
    secret = secret_in(await Asked(studio.rig).write())
    await studio.client.post("/session", data={"link": secret})
    assert (await studio.client.delete("/v1/data")).status == 200
    assert (await studio.client.get("/v1/videos")).status == 401
    assert "/web" in await (await studio.client.get("/")).text()


async def test_the_button_under_the_link_ends_the_sessions_on_telegram(video):
    async with telegram_rig.rig(video, **PAGE) as rig:
        await rig.agree(42)
        await rig.server.send(42, 42, text="/web")
        message = await rig.server.said(42, "[Sign out everywhere]")
        session = await rig.tokens.begin_session("person:telegram:42", 60)
        await rig.server.press(message, 42, "Sign out everywhere")
        await rig.server.said(42, "Every browser is signed out")
        assert await rig.tokens.session(session) is None
        assert rig.stores.tokens._links == {}
        session = await rig.tokens.begin_session("person:telegram:42", 60)
        await rig.server.send(42, 42, text="/web end")
        after = message["message_id"]
        await rig.server.said(42, "Every browser is signed out", after=after)
        assert await rig.tokens.session(session) is None


async def test_the_button_under_the_link_ends_the_sessions_on_discord(video):
    async with discord_rig.rig(video, **PAGE) as rig:
        await rig.agree(42)
        await rig.server.slash(42, rig.server.dm(42), "web")
        message = await rig.server.said(rig.server.dm(42), "[Sign out everywhere]")
        session = await rig.tokens.begin_session("person:discord:42", 60)
        await rig.server.press(message, 42, "Sign out everywhere")
        await rig.server.said(rig.server.dm(42), "Every browser is signed out")
        assert await rig.tokens.session(session) is None
        assert rig.stores.tokens._links == {}


async def test_a_link_expires(studio, monkeypatch):
    secret = secret_in(await Asked(studio.rig).write())
    monkeypatch.setattr(studio.rig.tokens, "_clock", lambda: 10**10)
    assert (await studio.client.post("/session", data={"link": secret})).status == 403


async def test_a_message_that_is_handled_twice_is_answered_with_one_link(studio):
    asked = Asked(studio.rig)
    assert await asked.write() == await asked.write()
    assert len(asked.chat.said) == 1


@pytest.mark.parametrize("value", ["", "x", "é", "x" * 5000])
async def test_what_is_no_link_opens_nothing(studio, value):
    assert (await studio.client.post("/session", data={"link": value})).status == 403


async def test_in_a_group_no_link_is_shown(studio):
    said = await Asked(studio.rig).write(private=False)
    assert said == texts.chat("web_private", "en")
    assert studio.rig.stores.tokens._links == {}


@pytest.mark.parametrize("studio_section", [{}, {"enabled": False, "public_url": ADDRESS}])
async def test_without_a_page_that_others_reach_it_is_said(video, studio_section):
    from tests.bot_rig import Rig
    from tests.bots.web_studio.conftest import StudioOfTest

    rig = Rig(None, video, StudioOfTest, studio=studio_section)
    rig.new_bot()
    assert await Asked(rig).write() == texts.chat("web_none", "en")


@pytest.mark.parametrize("language", texts.CHAT)
async def test_the_link_comes_in_every_language(studio, language):
    said = await Asked(studio.rig).write(language)
    assert secret_in(said)
    assert "10" in said


async def test_who_is_kept_out_of_the_chats_makes_no_video_in_the_page(video):
    async with open_studio(video, **PAGE, access={"allowed": ["telegram:1"]}) as studio:
        secret = secret_in(await Asked(studio.rig).write())
        await studio.client.post("/session", data={"link": secret})
        form = {"photo": PHOTO, "words": "Hi", "consent": "true"}
        status, problem = await studio.ask("POST", "/v1/videos", data=form)
        assert (status, problem["code"]) == (403, "access_blocked")
