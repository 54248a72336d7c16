"""`/v1/stories`: accepted, checked, refused."""

import base64
import json
import zipfile
from io import BytesIO

import pytest
from aiohttp import FormData

from talking_photo.core.jobs.job import JobState
from talking_photo.core.jobs.media_keys import scene_key

PNG = b"\x89PNG\r\n\x1a\n picture"
PLAN = """\
title: Ours
language: en

card: Ours

photo: tom.png
Yes.

photo: Мама.png
sound: tom.ogg
"""
FILES = {"tom.png": PNG, "Мама.png": PNG, "tom.ogg": b"OggS"}


def form(plan=PLAN, files=FILES, **fields):
    made = FormData(quote_fields=False)  # as browsers and curl send names
    for name, value in {"plan": plan, **fields}.items():
        made.add_field(name, value)
    for name, contents in files.items():
        made.add_field("files", contents, filename=name)
    return made


async def test_a_story_becomes_a_video_like_any_other(studio):
    status, made = await studio.ask("POST", "/v1/stories", data=form())
    assert (status, made["object"], made["status"], made["words"]) == (
        202,
        "video",
        "queued",
        None,
    )
    assert made["story"].startswith("title: Ours")
    job = await studio.rig.job_service.status(made["id"])
    with zipfile.ZipFile(BytesIO(await studio.rig.media.get(job.request.photo))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
    assert job.length > 13  # a recording, a card and a word
    status, again = await studio.ask(
        "POST", "/v1/videos", data={"again": made["id"], "words": "Hello"}
    )
    assert (status, again["code"]) == (422, "media_missing")  # it has no one photo
    await studio.rig.render(job)
    await studio.rig.delivered()
    assert (await studio.ask("GET", f"/v1/videos/{made['id']}"))[1]["available"]
    scene = scene_key(job.request.chat.person, "x.mp4")
    await studio.rig.media.put(scene, b"a scene of it")
    assert (await studio.ask("DELETE", f"/v1/videos/{made['id']}"))[1]["deleted"]
    assert not await studio.rig.media.has(scene)


async def test_json_with_toml_is_a_story_too_and_a_check_keeps_nothing(studio):
    told = {
        "plan": '[[scene]]\nphoto = "tom.png"\nwords = "Yes."\n',
        "files": {"tom.png": base64.b64encode(PNG).decode()},
        "check": True,
    }
    status, found = await studio.ask("POST", "/v1/stories", json=told)
    assert (status, found["object"], found["scenes"]) == (200, "story.check", 1)
    assert (await studio.ask("GET", "/v1/videos"))[1]["data"] == []


async def test_a_key_sent_again_is_the_same_story(studio):
    header = {"Idempotency-Key": "one"}
    _, first = await studio.ask("POST", "/v1/stories", data=form(), headers=header)
    status, second = await studio.ask("POST", "/v1/stories", data=form(), headers=header)
    assert (status, second["id"]) == (202, first["id"])
    changed = form(PLAN.replace("Yes", "No"))
    status, refused = await studio.ask("POST", "/v1/stories", data=changed, headers=header)
    assert (status, refused["code"]) == (409, "idempotency_key_used")
    job = await studio.rig.job_service.status(first["id"])
    assert job.state is JobState.QUEUED


@pytest.mark.parametrize(
    ("plan", "code", "said"),
    [
        ("", "field_missing", ""),
        ("title: Empty", "story_empty", "story.txt"),
        ("photo: tom.png\nHi\n\nphoto: gone.png\nHo", "story_file_missing", "Scene 2 (story.txt"),
        ("photo: ../tom.png\nHi", "story_file_missing", "Scene 1"),
        ("photo: /etc/hosts\nHi", "story_file_missing", "hosts"),
        ("photo: ~nobody-here/x\nHi", "story_value_wrong", "photo"),
        ("photo: tom.ogg\nHi", "photo_unsupported", "Scene 1"),
        ("photo: tom.png\nlanguage: xx\nHi", "language_unknown", "Scene 1"),
        ("photo: tom.png\nvoice: robo\nHi", "voice_unknown", "Scene 1"),
        ("photo: tom.png\n" + "Hi. " * 20_000, "field_wrong", "plan"),
        ("card: x\nmusic: gone.ogg", "story_value_wrong", "music"),
        ("music: gone.ogg\n\ncard: x", "story_file_missing", "gone.ogg"),
        ("phto: tom.png\nHi", "story_key_unknown", "phto"),
        ("[[scene]]\nphoto = 1", "story_value_wrong", "photo"),
        ("[[scene]]\nphoto = ", "story_unreadable", "story.toml"),
    ],
)
async def test_what_is_wrong_with_a_story_is_told_with_its_scene_and_nothing_is_kept(
    studio, plan, code, said
):
    status, problem = await studio.ask("POST", "/v1/stories", data=form(plan))
    assert problem["code"] == code
    assert status in (400, 404, 422)
    assert said in problem["detail"]
    assert await studio.rig.media.page("", 10) == []


@pytest.mark.parametrize("name", ["../x.png", "a/b.png", "a\\b.png", "\0.png", "..", " x.png", ""])
async def test_names_of_files_that_are_no_plain_names_are_refused(studio, name):
    told = {"plan": PLAN, "files": {name: base64.b64encode(PNG).decode()}}
    status, problem = await studio.ask("POST", "/v1/stories", json=told)
    assert (status, problem["code"]) == (400, "field_wrong")


async def test_the_fields_of_a_story_are_checked(studio):
    for wrong in ({"files": []}, {"files": {"a.png": 3}}, {"photo": "x"}):
        status, problem = await studio.ask("POST", "/v1/stories", json={"plan": PLAN, **wrong})
        assert (status, problem["code"] in ("field_wrong", "field_unknown")) == (400, True)
    body = json.dumps({"plan": PLAN, "files": {"x.png": "A" * 4}})
    status, _ = await studio.ask(
        "POST", "/v1/stories", data=body, headers={"Content-Type": "application/json"}
    )
    assert status in (404, 422)
