"""`/v1/videos` as programs use it."""

import asyncio
import base64
import json
import time

import pytest

from talking_photo.bots import texts
from talking_photo.core.jobs.job import Working
from talking_photo.core.model import Note, Stage, Word
from talking_photo.core.video.exports import ExportFormat
from tests.bots.web_studio.conftest import PHOTO

WORDS = (Word(text="Hello", start=0.1, end=0.4), Word(text="<b>there</b>", start=0.5, end=0.9))


async def test_a_photo_and_words_become_a_video_that_is_listed_fetched_and_deleted(studio, video):
    asked = await studio.make("Hello there")
    assert (asked["object"], asked["status"], asked["queue_position"]) == ("video", "queued", 1)
    assert asked["created_at"] == pytest.approx(time.time(), abs=60)
    job = await studio.rig.job_service.status(asked["id"])
    assert await studio.rig.media.get(job.request.photo) == PHOTO
    await studio.rig.work_on(job)
    status, now = await studio.ask("GET", f"/v1/videos/{asked['id']}")
    assert (status, now["status"], now["progress"]) == (200, "in_progress", 50)
    await studio.rig.render(job)
    await studio.rig.delivered()
    _, listed = await studio.ask("GET", "/v1/videos")
    [finished] = listed["data"]
    assert (finished["status"], finished["progress"], listed["has_more"]) == (
        "completed",
        100,
        False,
    )
    content = await studio.client.get(f"/v1/videos/{asked['id']}/content")
    assert (content.status, content.content_type) == (200, "video/mp4")
    assert await content.read() == video
    assert (await studio.ask("DELETE", f"/v1/videos/{asked['id']}"))[1]["deleted"]
    assert (await studio.ask("GET", f"/v1/videos/{asked['id']}"))[0] == 404
    assert (await studio.ask("GET", "/v1/videos"))[1]["data"] == []
    forgotten = await studio.rig.job_service.status(asked["id"])
    assert (forgotten.request.text, forgotten.video) == (None, None)
    assert not await studio.rig.media.has(job.request.photo) or (
        await studio.rig.portraits.used([job.request.photo], time.time())
    )


async def test_json_with_base64_asks_for_the_same_as_a_form(studio):
    photo = "data:image/jpeg;base64," + base64.b64encode(PHOTO).decode()
    body = {"photo": photo, "words": "Hi", "strength": 0.5, "captions": True, "face": "all"}
    status, asked = await studio.ask("POST", "/v1/videos", json=body)
    assert status == 202
    by_json = await studio.rig.job_service.status(asked["id"])
    fields = {"strength": "0.5", "captions": "true", "face": "all"}
    by_form = await studio.rig.job_service.status((await studio.make("Hi", **fields))["id"])
    assert by_json.request.options == by_form.request.options
    assert by_json.request.options.face == "all"
    assert await studio.rig.media.get(by_json.request.photo) == PHOTO


async def test_a_key_sent_again_is_the_same_video_and_with_other_words_it_is_refused(studio):
    how = {"data": {"photo": PHOTO, "words": "Hi"}, "headers": {"Idempotency-Key": "k1"}}
    first = await studio.ask("POST", "/v1/videos", **how)
    again = await studio.ask("POST", "/v1/videos", **how)
    assert (again[0], again[1]["id"]) == (202, first[1]["id"])
    how["data"] = {"photo": PHOTO, "words": "Bye"}
    status, problem = await studio.ask("POST", "/v1/videos", **how)
    assert (status, problem["code"]) == (409, "idempotency_key_used")
    assert len((await studio.ask("GET", "/v1/videos"))[1]["data"]) == 1


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"words": "Hi"}, 400, "field_missing"),
        ({"photo": PHOTO}, 422, "text_empty"),
        ({"photo": PHOTO, "words": "Hi", "colour": "red"}, 400, "field_unknown"),
        ({"photo": PHOTO, "words": "Hi", "strength": "9"}, 400, "option_wrong"),
        ({"photo": PHOTO, "words": "Hi", "layout": "triangle"}, 400, "option_wrong"),
        ({"photo": PHOTO, "words": "Hi", "captions": "perhaps"}, 400, "option_wrong"),
        ({"photo": PHOTO, "words": "x" * 4001}, 422, "text_too_long"),
        ({"photo": PHOTO, "words": "🎈"}, 422, "text_only_emoji"),
        ({"portrait": "Anna", "words": "Hi"}, 404, "portrait_missing"),
        ({"again": "a" * 24, "words": "Hi"}, 422, "media_missing"),
    ],
)
async def test_what_is_wrong_with_a_request_is_said_by_code_and_sentence(
    studio, fields, status, code
):
    answer = await studio.client.post("/v1/videos", data=fields)
    assert answer.content_type == "application/problem+json"
    problem = await answer.json()
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code)
    assert problem["detail"] == problem["message"]
    if code == "field_unknown":
        assert "“colour”" in problem["detail"]
        assert "words" in problem["detail"]


@pytest.mark.parametrize(
    "how",
    [
        {"json": ["photo"]},
        {"json": {"photo": 5, "words": "Hi"}},
        {"json": {"photo": "%%%", "words": "Hi"}},
        {"json": {"photo": "aGk=", "words": {"a": 1}}},
        {"data": b"{", "headers": {"Content-Type": "application/json"}},
        {"data": b"[" * 5000, "headers": {"Content-Type": "application/json"}},
        {"data": b"hello", "headers": {"Content-Type": "text/plain"}},
        {"data": b"--x", "headers": {"Content-Type": "multipart/form-data; boundary=y"}},
        {"data": b"", "headers": {"Content-Type": "multipart/form-data"}},
    ],
)
async def test_a_body_out_of_form_is_refused(studio, how):
    status, problem = await studio.ask("POST", "/v1/videos", **how)
    assert (status, problem["code"]) in {
        (400, "upload_broken"),
        (400, "field_wrong"),
        (400, "field_missing"),
    }


async def test_limits_are_the_same_as_in_the_chats_and_say_when_to_ask_again(video):
    from tests.bots.web_studio.conftest import open_studio

    async with open_studio(video, limits={"jobs_per_day": 1}) as studio:
        await studio.make()
        answer = await studio.client.post("/v1/videos", data={"photo": PHOTO, "words": "Hi"})
        assert (answer.status, (await answer.json())["code"]) == (429, "quota_reached")
        assert int(answer.headers["Retry-After"]) == pytest.approx(24 * 3600, abs=120)


async def test_waiting_for_a_video_answers_with_it(studio, video):
    asking = asyncio.create_task(
        studio.client.post("/v1/videos/sync", data={"photo": PHOTO, "words": "Hi"})
    )
    while not studio.rig.jobs._jobs:  # the request is on its way  # noqa: ASYNC110
        await asyncio.sleep(0)
    [job] = studio.rig.jobs._jobs.values()
    await studio.rig.render(job)
    answer = await asking
    assert (answer.status, await answer.read()) == (200, video)
    assert answer.headers["Location"] == f"/v1/videos/{job.id}"


async def test_waiting_for_a_video_that_fails_says_why(studio):
    asking = asyncio.create_task(
        studio.client.post("/v1/videos/sync", data={"photo": PHOTO, "words": "Hi"})
    )
    while not studio.rig.jobs._jobs:  # noqa: ASYNC110
        await asyncio.sleep(0)
    [job] = studio.rig.jobs._jobs.values()
    await studio.rig.fail(job, "face_too_small", width_pixels=30, min_pixels=48)
    answer = await asking
    problem = await answer.json()
    assert (answer.status, problem["code"]) == (422, "face_too_small")
    assert problem["hint"].startswith("Send a photo taken closer")
    failed = (await studio.ask("GET", f"/v1/videos/{job.id}"))[1]
    assert (failed["status"], failed["error"]["code"]) == ("failed", "face_too_small")


async def test_more_than_a_minute_of_speech_is_not_waited_for(video):
    from tests.bots.web_studio.conftest import open_studio

    async with open_studio(video, text={"max_characters": 3000}) as studio:
        form = {"photo": PHOTO, "words": "word " * 300}
        status, problem = await studio.ask("POST", "/v1/videos/sync", data=form)
        assert (status, problem["code"]) == (422, "speech_too_long_for_sync")
        assert studio.rig.jobs._jobs == {}


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=0-99999999", 200, slice(None)),
        ("bytes=5-2", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("seconds=1-2", 200, slice(None)),
        pytest.param(f"bytes={'9' * 5000}-", 200, slice(None), id="endless"),
        ("bytes=99999999-", 416, slice(0, 0)),
    ],
)
async def test_a_range_gives_that_part_of_the_video(studio, video, asked, status, part):
    made = await studio.made()
    answer = await studio.client.get(f"/v1/videos/{made}/content", headers={"Range": asked})
    assert (answer.status, await answer.read()) == (status, video[part])
    if status == 206:
        assert answer.headers["Content-Range"].endswith(f"/{len(video)}")


async def test_poster_captions_and_transcript_come_with_the_video(studio):
    note = Note(code="several_faces", facts={"count": 2, "number": 1})
    made = await studio.made("Hello <b>there</b>", stored={"words": WORDS, "notes": (note,)})
    address = f"/v1/videos/{made}/content"
    poster = await studio.client.get(address, params={"variant": "poster"})
    assert (poster.content_type, (await poster.read())[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    subtitles = await (await studio.client.get(address, params={"variant": "vtt"})).text()
    assert subtitles.startswith("WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.100 --> ")
    assert "Hello &lt;b&gt;there&lt;/b&gt;" in subtitles
    srt = await (await studio.client.get(address, params={"variant": "srt"})).text()
    assert srt.startswith("1\n00:00:00,100 --> 00:00:01,300\nHello <b>there</b>\n")
    saved = await studio.client.get(address, params={"variant": "transcript", "download": ""})
    assert (saved.content_type, await saved.text()) == ("text/plain", "Hello <b>there</b>\n")
    assert saved.headers["Content-Disposition"].startswith('attachment; filename="talking-photo-')
    described = (await studio.ask("GET", f"/v1/videos/{made}"))[1]
    assert described["captions"]
    assert described["notes"][0]["message"].startswith("I see 2 faces")
    status, problem = await studio.ask("GET", f"{address}?variant=gif")
    assert (status, problem["code"]) == (400, "option_wrong")


@pytest.mark.parametrize("kind", ExportFormat)
async def test_a_video_can_be_taken_away_as_a_lesson(studio, kind):
    made = await studio.made("Hello there", stored={"words": WORDS})
    answer = await studio.client.get(f"/v1/videos/{made}/content", params={"variant": kind})
    assert (answer.status, answer.content_type) == (200, kind.content_type)
    assert kind.suffix in answer.headers["Content-Disposition"]
    contents = await answer.read()
    if kind is ExportFormat.HTML:
        assert "Hello &lt;b&gt;there&lt;/b&gt;" in contents.decode()
        assert '<html lang="en"' in contents.decode()
    else:
        assert contents[:2] == (b"RI" if kind is ExportFormat.WEBP else b"PK")


async def test_a_video_without_a_background_makes_no_lesson(studio):
    made = await studio.make("Hello there", background="transparent")
    job = await studio.rig.job_service.status(made["id"])
    await studio.rig.render(job, suffix=".webm")
    await studio.rig.delivered()
    address = f"/v1/videos/{made['id']}/content?variant=pptx"
    status, problem = await studio.ask("GET", address)
    assert (status, problem["code"]) == (422, "export_needs_background")


async def test_the_credentials_of_a_transparent_video_are_a_file_of_their_own(studio):
    made = await studio.made(stored={"suffix": ".webm", "sidecar": b"credentials"})
    status, described = await studio.ask("GET", f"/v1/videos/{made}")
    assert (status, described["credentials"]) == (200, True)
    link = (await studio.ask("POST", f"/v1/videos/{made}/link"))[1]["url"]
    shared = link.partition("?")[2]
    for address in (f"/v1/videos/{made}/content", f"/v/{made}/content?{shared}"):
        video = await studio.client.get(address)
        assert video.content_type == "video/webm"
        beside = video.links["c2pa-manifest"]["url"]
        answer = await studio.client.get(beside.relative())
        assert (answer.status, answer.content_type) == (200, "application/c2pa")
        assert await answer.read() == b"credentials"
    answer = await studio.client.get(f"/v1/videos/{made}/content?variant=credentials&download")
    assert answer.headers["Content-Disposition"].endswith(f'-{made[:6]}.c2pa"')
    job = await studio.rig.job_service.status(made)
    assert (await studio.ask("DELETE", f"/v1/videos/{made}"))[0] == 200
    assert not await studio.rig.media.has(job.video.credentials)


async def test_a_video_that_carries_its_credentials_has_no_file_of_them(studio):
    made = await studio.made()
    assert (await studio.ask("GET", f"/v1/videos/{made}"))[1]["credentials"] is False
    address = f"/v1/videos/{made}/content"
    status, problem = await studio.ask("GET", f"{address}?variant=credentials")
    assert (status, problem["code"]) == (404, "credentials_missing")
    assert "Link" not in (await studio.client.get(address)).headers


async def test_a_recording_without_known_words_has_no_captions(studio):
    made = await studio.made()
    status, problem = await studio.ask("GET", f"/v1/videos/{made}/content?variant=vtt")
    assert (status, problem["code"]) == (404, "captions_missing")


async def test_a_video_that_is_not_finished_cannot_be_fetched_but_cancelled(studio):
    asked = await studio.make()
    status, problem = await studio.ask("GET", f"/v1/videos/{asked['id']}/content")
    assert (status, problem["code"]) == (409, "video_not_ready")
    status, cancelled = await studio.ask("DELETE", f"/v1/videos/{asked['id']}")
    assert (status, cancelled["status"]) == (200, "cancelled")
    assert studio.rig.states() == ["cancelled"]


async def test_pages_of_videos_follow_one_another(studio):
    ids = [(await studio.make(f"number {n}"))["id"] for n in range(3)]
    _, first = await studio.ask("GET", "/v1/videos?limit=2")
    assert first["has_more"]
    _, rest = await studio.ask("GET", f"/v1/videos?limit=2&after={first['data'][-1]['id']}")
    listed = [video["id"] for video in first["data"] + rest["data"]]
    assert (sorted(listed), rest["has_more"]) == (sorted(ids), False)
    for query in ("limit=0", "limit=x", f"limit={'9' * 5000}", "after=nobody"):
        assert (await studio.ask("GET", f"/v1/videos?{query}"))[0] == 400


async def test_events_tell_how_far_it_is_and_end_with_it(studio):
    asked = await studio.make()
    job = await studio.rig.job_service.status(asked["id"])
    stream = await studio.client.get(f"/v1/videos/{asked['id']}/events")
    assert stream.content_type == "text/event-stream"

    async def next_event():
        lines = [await stream.content.readline() for _ in range(3)]
        assert lines[0] == b"event: video\n"
        return json.loads(lines[1].removeprefix(b"data: "))

    queued = await next_event()
    assert queued["status"] == "queued"
    assert queued["message"].startswith("You are number 1 in the queue")
    await studio.rig.work_on(job)
    working = await next_event()
    assert (working["status"], working["stage"]) == ("in_progress", "frames")
    assert working["message"] == "Rendering the video"
    await studio.rig.render(await studio.rig.job_service.status(job.id))
    assert (await next_event())["status"] == "completed"
    assert await stream.content.read() == b""


async def test_an_event_that_is_overtaken_by_the_end_tells_the_end(studio, monkeypatch):
    asked = await studio.make()
    await studio.ask("DELETE", f"/v1/videos/{asked['id']}")

    async def late(_job):
        yield Working(stage=Stage.PHOTO, done=0.1, seconds=9.0)

    monkeypatch.setattr(studio.rig.job_service, "follow", late)
    stream = await (await studio.client.get(f"/v1/videos/{asked['id']}/events")).text()
    told = json.loads(stream.splitlines()[1].removeprefix("data: "))
    assert (told["status"], told["stage"], told["message"]) == ("cancelled", None, "Stopped.")


async def test_another_video_can_be_made_of_the_photo_for_a_while(studio):
    made = await studio.made()
    status, asked = await studio.ask("POST", "/v1/videos", data={"again": made, "words": "Bye"})
    assert status == 202
    job = await studio.rig.job_service.status(asked["id"])
    assert await studio.rig.media.get(job.request.photo) == PHOTO


@pytest.mark.parametrize("language", texts.CHAT)
async def test_sentences_come_in_the_language_that_is_asked_for(studio, language):
    headers = {"Accept-Language": f"xx, {language}-AT;q=0.9, en;q=0.1"}
    _, problem = await studio.ask("GET", "/v1/videos/nothing", headers=headers)
    assert problem["detail"] == texts.sentence("not_there", {}, language)
    page = await (await studio.client.get("/", headers=headers)).text()
    assert f'<html lang="{language}"' in page
    assert texts.studio("lead", language).split("’")[0] in page
