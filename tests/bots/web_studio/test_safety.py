"""Who may ask, from where, and how much."""

import asyncio
import logging
import time
from itertools import pairwise

import pytest

from talking_photo.bots.cli import terminal
from talking_photo.bots.web_studio import videos
from talking_photo.bots.web_studio.visitors import COOKIE
from talking_photo.core.errors import SettingsError
from talking_photo.core.jobs.job import ChatRef, DailyLimits, JobRequest, MediaKey
from tests.bot_rig import Rig
from tests.bots.web_studio.conftest import PHOTO, StudioOfTest, open_studio

TOKEN = "a-token-of-16-letters-or-more"
GUARDED = [("GET", "/v1/videos"), ("POST", "/v1/videos"), ("DELETE", "/v1/data"), ("GET", "/")]


@pytest.fixture
async def closed(video):
    """A studio that asks for a token."""
    async with open_studio(video, studio={"token": TOKEN}) as opened:
        yield opened


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.nip.io", "localhost.evil.example", "[::1].evil", ""],
)
@pytest.mark.parametrize(("method", "path"), GUARDED)
async def test_names_that_are_not_ours_are_refused_so_that_dns_cannot_be_rebound(
    studio, host, method, path
):
    answer = await studio.client.request(method, path, headers={"Host": host})
    assert answer.status == 421


@pytest.mark.parametrize(
    "host", ["localhost:1", "127.0.0.1", "[::1]:80", "192.168.1.5:8080", "LOCALHOST"]
)
async def test_numbers_and_localhost_are_names_that_nobody_else_can_give(studio, host):
    assert (await studio.client.get("/v1/videos", headers={"Host": host})).status == 200


async def test_names_in_the_settings_are_ours(video):
    sections = {"studio": {"token": TOKEN, "hosts": ["photos.example.org"]}}
    async with open_studio(video, **sections) as studio:
        headers = {"Host": "photos.example.org", "Authorization": f"Bearer {TOKEN}"}
        assert (await studio.client.get("/v1/videos", headers=headers)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_page_of_somebody_else_can_ask_for_nothing(studio, headers):
    made = await studio.made()
    for method, path in (
        ("POST", "/v1/videos"),
        ("DELETE", f"/v1/videos/{made}"),
        ("DELETE", "/v1/data"),
        ("GET", f"/v1/videos/{made}/content"),
        ("POST", "/v1/faces"),
    ):
        status, problem = await studio.ask(method, path, headers=headers)
        assert (status, problem["code"]) == (403, "cross_site")
    assert (await studio.client.get(f"/v1/videos/{made}")).status == 200


async def test_our_own_page_and_programs_may_ask(studio):
    origin = str(studio.client.make_url("/")).rstrip("/")
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    form = {"photo": PHOTO, "words": "Hi", "consent": "true"}
    assert (await studio.client.post("/v1/videos", data=form, headers=headers)).status == 202


async def test_the_page_makes_no_video_before_its_reader_agrees(studio):
    headers = {"Sec-Fetch-Site": "same-origin"}
    form = {"photo": PHOTO, "words": "Hi"}
    status, problem = await studio.ask("POST", "/v1/videos", data=form, headers=headers)
    assert (status, problem["code"]) == (403, "consent_missing")
    how = {"data": {**form, "consent": "true"}, "headers": headers}
    assert (await studio.client.post("/v1/videos", **how)).status == 202
    assert (await studio.client.post("/v1/videos", data=form, headers=headers)).status == 202
    assert 'id="consent"' not in await (await studio.client.get("/")).text()


@pytest.mark.parametrize(
    "path", ["/", "/v1/videos", "/v1/nothing", "/openapi.json", "/static/studio.js", "/demo.png"]
)
async def test_every_answer_carries_the_headers_that_protect_it(studio, path):
    answer = await studio.client.get(path)
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Permissions-Policy"].startswith("camera=(self), microphone=(self)")
    if not path.startswith("/static"):
        assert answer.headers["Cache-Control"] == "no-store"


async def test_the_page_has_no_script_or_style_of_its_own_and_nothing_foreign(studio):
    page = await (await studio.client.get("/")).text()
    assert "<style" not in page
    assert "style=" not in page
    assert (
        page.count("<script") == page.count('<script type="module" src="/static/studio.js?') == 1
    )
    assert "://" not in page
    assert 'src="//' not in page
    size = len(page)
    for name in ("studio.js", "studio.css", "studio.svg"):
        size += len(await (await studio.client.get(f"/static/{name}")).read())
    assert size < 150_000


@pytest.mark.parametrize(
    "path",
    [
        "/static/../studio.py",
        "/static/%2e%2e/studio.py",
        "/static/studio.py",
        "/v1/videos/..",
        "/v1/videos/%2e%2e%2fx/content",
    ],
)
async def test_paths_lead_nowhere_else(studio, path):
    from yarl import URL

    answer = await studio.client.get(URL(path, encoded=True))
    assert answer.status in (404, 200)
    assert b"import" not in await answer.read()


async def test_what_belongs_to_somebody_else_is_not_there(studio):
    media = await studio.rig.job_service.keep_input("web:other", PHOTO, "x")
    chat = ChatRef(platform="web", chat="studio", user="other", message="1")
    request = JobRequest(key="web:other:1", chat=chat, photo=MediaKey(media), text="secret words")
    job = await studio.rig.job_service.submit(request)
    for method, path in (
        ("GET", f"/v1/videos/{job.id}"),
        ("GET", f"/v1/videos/{job.id}/content"),
        ("GET", f"/v1/videos/{job.id}/events"),
        ("DELETE", f"/v1/videos/{job.id}"),
    ):
        status, problem = await studio.ask(method, path)
        assert (status, problem["code"]) == (404, "not_there")
    again = {"again": job.id, "words": "Hi"}
    assert (await studio.client.post("/v1/videos", data=again)).status == 422
    assert (await studio.ask("GET", "/v1/videos"))[1]["data"] == []
    assert studio.rig.states() == ["queued"]


async def test_ids_are_long_and_random(studio):
    ids = [(await studio.make())["id"] for _ in range(4)]
    assert all(len(one) == 24 for one in ids)
    assert all(one[:8] != other[:8] for one, other in pairwise(sorted(ids)))


@pytest.mark.parametrize(
    "how",
    [
        {"data": {"photo": b"x" * 3000, "words": "Hi"}},
        {"json": {"photo": "eHh4" * 1000, "words": "Hi"}},
    ],
)
async def test_files_that_are_too_big_are_refused(video, how):
    async with open_studio(video, photo={"max_bytes": 2000}) as studio:
        status, problem = await studio.ask("POST", "/v1/videos", **how)
        assert (status, problem["code"]) == (413, "photo_too_big")


async def test_a_body_that_is_larger_than_all_files_together_is_not_read(video):
    limits = {"photo": {"max_bytes": 2000}, "sound": {"max_bytes": 2000}}
    async with open_studio(video, **limits) as studio:
        status, problem = await studio.ask("POST", "/v1/videos", data=b"x" * 600_000)
        assert (status, problem["code"]) == (413, "upload_too_big")

        async def endless():
            while True:
                yield b" " * 65536

        headers = {"Content-Type": "application/json"}
        status, problem = await studio.ask("POST", "/v1/videos", data=endless(), headers=headers)
        assert (status, problem["code"]) == (413, "upload_too_big")


async def test_an_upload_that_takes_for_ever_is_broken_off(video):
    async with open_studio(video, studio={"upload_seconds": 0.2}) as studio:
        over = asyncio.Event()

        async def slow():
            yield b"{"
            await over.wait()

        headers = {"Content-Type": "application/json"}
        status, problem = await studio.ask("POST", "/v1/videos", data=slow(), headers=headers)
        over.set()
        assert (status, problem["code"]) == (408, "upload_too_slow")


async def test_without_a_token_only_this_machine_is_let_in(studio):
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        status, problem = await studio.ask("GET", "/v1/videos", headers={name: "203.0.113.5"})
        assert (status, problem["code"]) == (401, "sign_in_needed")


@pytest.mark.parametrize(
    "sections",
    [
        {"web": {"host": "0.0.0.0"}},
        {"web": {"host": "192.168.1.5"}},
        {"studio": {"hosts": ["a.example"]}},
        {"studio": {"public_url": "https://a.example"}},
    ],
)
async def test_for_other_machines_it_refuses_to_start_without_a_token(video, sections):
    rig = Rig(None, video, StudioOfTest, **sections)
    studio = rig.new_bot()
    with pytest.raises(SettingsError) as refused:
        await studio.open()
    assert refused.value.code == "studio_token_missing"
    with_secret = {**sections, "studio": {**sections.get("studio", {}), "token": TOKEN}}
    await Rig(None, video, StudioOfTest, **with_secret).new_bot().open()
    await rig.tokens.create("shop", DailyLimits())
    await studio.open()


async def test_programs_show_the_token_and_people_give_it_once(closed):
    assert (await closed.client.get("/v1/videos")).status == 401
    assert (await closed.client.get("/v1/videos")).headers["WWW-Authenticate"] == "Bearer"
    wrong = {"Authorization": "Bearer not-the-token-but-as-long"}
    assert (await closed.client.get("/v1/videos", headers=wrong)).status == 401
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert (await closed.client.get("/v1/videos", headers=right)).status == 200
    page = await closed.client.get("/")
    assert 'type="password"' in await page.text()
    refused = await closed.client.post("/session", data={"token": "something else"})
    assert (refused.status, 'aria-invalid="true"' in await refused.text()) == (403, True)
    entered = await closed.client.post(
        "/session", data={"token": f" {TOKEN} "}, allow_redirects=False
    )
    assert (entered.status, entered.headers["Location"]) == (303, "/")
    cookie = entered.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert TOKEN not in cookie.value
    assert 'id="make"' in await (await closed.client.get("/")).text()


async def test_a_session_that_was_altered_or_is_over_lets_nobody_in(closed):
    studio = closed.client.app  # the cookie of a session, made by the server
    assert studio is not None
    entered = await closed.client.post("/session", data={"token": TOKEN}, allow_redirects=False)
    session = entered.cookies[COOKIE].value
    closed.client.session.cookie_jar.clear()
    for value in (session[:-1], f"{session}x", session[::-1], session.swapcase(), "", "..", "é"):
        headers = {"Cookie": f"{COOKIE}={value}"}
        assert (await closed.client.get("/v1/videos", headers=headers)).status == 401, value
    good = {"Cookie": f"{COOKIE}={session}"}
    assert (await closed.client.get("/v1/videos", headers=good)).status == 200


async def test_signing_out_ends_the_session_also_for_whoever_copied_its_cookie(closed):
    await closed.client.post("/session", data={"token": TOKEN})
    page = await (await closed.client.get("/")).text()
    assert 'action="/session/end"' in page
    [kept] = [f"{c.key}={c.value}" for c in closed.client.session.cookie_jar]
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert (await closed.client.post("/session/end", headers=elsewhere)).status == 403
    assert (await closed.client.get("/v1/videos")).status == 200
    left = await closed.client.post("/session/end", allow_redirects=False)
    assert (left.status, left.headers["Location"], left.cookies[COOKIE].value) == (303, "/", "")
    assert (await closed.client.get("/v1/videos")).status == 401
    assert (await closed.client.get("/v1/videos", headers={"Cookie": kept})).status == 401
    assert 'type="password"' in await (await closed.client.get("/")).text()


async def test_who_sits_at_this_machine_has_nothing_to_sign_out_of(studio):
    assert "/session/end" not in await (await studio.client.get("/")).text()


async def test_a_session_ends_by_itself(closed, monkeypatch):
    await closed.client.post("/session", data={"token": TOKEN})
    assert (await closed.client.get("/v1/videos")).status == 200
    later = time.time() + 91 * 24 * 3600
    monkeypatch.setattr(closed.rig.tokens, "_clock", lambda: later)
    headers = {"Cookie": "; ".join(f"{c.key}={c.value}" for c in closed.client.session.cookie_jar)}
    assert (await closed.client.get("/v1/videos", headers=headers)).status == 401


async def test_somebody_who_is_blocked_makes_no_video(video):
    async with open_studio(video, access={"blocked": ["web:local"]}) as studio:
        form = {"photo": PHOTO, "words": "Hi"}
        status, problem = await studio.ask("POST", "/v1/videos", data=form)
        assert (status, problem["code"]) == (403, "access_blocked")


async def test_two_hundred_open_streams_keep_nobody_from_being_answered(studio, monkeypatch):
    asked = await studio.make()
    address = f"/v1/videos/{asked['id']}/events"
    streams = await asyncio.gather(*(studio.client.get(address) for _ in range(90)))
    assert {stream.status for stream in streams} == {200}
    assert (await studio.client.get("/v1/videos")).status == 200
    monkeypatch.setattr(videos, "_STREAMS", 90)
    answer = await studio.client.get(address)
    assert (answer.status, (await answer.json())["code"]) == (429, "too_many_streams")
    for stream in streams:
        stream.close()


async def test_words_and_tokens_stand_in_no_log(closed, caplog):
    caplog.set_level(logging.DEBUG)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    form = {"photo": PHOTO, "words": "the words of somebody"}
    await closed.client.post("/v1/videos", data=form, headers=headers)
    await closed.client.post("/v1/videos", data={**form, "odd": "1"}, headers=headers)
    await closed.client.post("/session", data={"token": TOKEN})
    logged = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert "somebody" not in logged
    assert TOKEN not in logged


def test_the_command_has_a_sentence_for_a_missing_token():
    said = terminal.texts.operator_sentence("studio_token_missing", {"host": "0.0.0.0"})
    assert "TALKING_PHOTO_STUDIO__TOKEN" in said
