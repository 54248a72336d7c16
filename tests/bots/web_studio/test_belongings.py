"""Faces, voices, and all that is known of somebody."""

import base64
import io
import json
import math
import zipfile

import pytest

from talking_photo.bots.web_studio import belongings
from talking_photo.core.model import FaceBox, FaceVerdict
from talking_photo.core.request import RenderOptions
from tests.bots.web_studio.conftest import PHOTO
from tests.core.placed_face import FACE, PAIR, POINTS, moved

PNG = b"\x89PNG\r\n\x1a\n a photo"
SMALL = FaceVerdict(
    box=FaceBox(x=10, y=10, width=8, score=0.9),
    problem="face_too_small",
    facts={"width_pixels": 30, "min_pixels": 48},
)


async def test_each_face_has_a_place_and_a_verdict(studio, faces):
    faces.insert(0, SMALL)
    form = {"photo": PHOTO, "preview": "true"}
    status, found = await studio.ask("POST", "/v1/faces", data=form)
    assert (status, found["width"], found["height"], found["preview"]) == (
        200,
        100,
        80,
        "anBlZw==",
    )
    small, good = found["data"]
    assert (small["number"], small["can_speak"], small["code"]) == (1, False, "face_too_small")
    assert small["message"].startswith("The face is 30 pixels wide")
    assert good == {
        "number": 2,
        "x": 40,
        "y": 30,
        "width": 20,
        "can_speak": True,
        "placed": False,
        "frames": {"square": {"x": 10, "y": 0, "width": 80, "height": 80}},
        "code": None,
        "message": None,
    }
    status, problem = await studio.ask("POST", "/v1/faces", data={"preview": "true"})
    assert (status, problem["code"]) == (400, "field_missing")


@pytest.mark.parametrize(
    "name", ["Anna", "  Anna   Lee ", "a/b", "<img src=x>", "Зоя", "..", "50%"]
)
async def test_a_face_is_saved_shown_made_to_speak_and_deleted_by_any_name(studio, faces, name):
    status, saved = await studio.ask("POST", "/v1/portraits", data={"photo": PNG, "name": name})
    assert (status, saved["name"]) == (201, " ".join(name.split()))
    _, listed = await studio.ask("GET", "/v1/portraits")
    assert [face["name"] for face in listed["data"]] == [saved["name"]]
    address = studio.client.make_url("/v1/portraits").raw_path
    from urllib.parse import quote

    from yarl import URL

    quoted = quote(saved["name"], safe="").replace("..", "%2E%2E")
    photo = await studio.client.get(URL(f"{address}/{quoted}/photo", encoded=True))
    assert (photo.content_type, await photo.read()) == ("image/png", PNG)
    form = {"portrait": saved["name"], "words": "Hi"}
    assert (await studio.client.post("/v1/videos", data=form)).status == 202
    gone = await studio.client.delete(URL(f"{address}/{quoted}", encoded=True))
    assert gone.status == 200
    assert (await studio.ask("GET", "/v1/portraits"))[1]["data"] == []


async def test_points_that_were_placed_are_judged_kept_and_used(studio, faces):
    form = {"photo": PNG, "points": json.dumps(POINTS)}
    _, found = await studio.ask("POST", "/v1/faces", data=form)
    assert [(face["placed"], face["can_speak"]) for face in found["data"]] == [(True, True)]
    status, saved = await studio.ask("POST", "/v1/portraits", data={**form, "name": "Rex"})
    assert (status, saved["points"]) == (201, POINTS)
    assert (await studio.ask("GET", "/v1/portraits"))[1]["data"] == [saved]
    for first in ({"portrait": "Rex"}, {"photo": PNG, "points": json.dumps(POINTS)}):
        _, video = await studio.ask("POST", "/v1/videos", data={**first, "words": "Woof"})
        job = await studio.rig.job_service.status(video["id"])
        assert job.request.options.points == FACE
        again = {"again": video["id"], "words": "Once more"}
        _, video = await studio.ask("POST", "/v1/videos", data=again)
        job = await studio.rig.job_service.status(video["id"])
        assert job.request.options.points == FACE
    photo = base64.b64encode(PNG).decode()
    body = {"photo": photo, "words": "Woof", "points": POINTS}
    assert (await studio.ask("POST", "/v1/videos", json=body))[0] == 202


async def test_points_of_several_faces_are_kept_and_used(studio, faces):
    form = {"photo": PNG, "points": json.dumps(PAIR), "name": "Two"}
    status, saved = await studio.ask("POST", "/v1/portraits", data=form)
    assert (status, saved["points"]) == (201, PAIR)
    photo = base64.b64encode(PNG).decode()
    for body in ({"portrait": "Two"}, {"photo": photo, "points": PAIR}):
        said = {**body, "words": "1: Hello 2: Hi"}
        status, video = await studio.ask("POST", "/v1/videos", json=said)
        assert status == 202, video
        job = await studio.rig.job_service.status(video["id"])
        assert job.request.options.points == RenderOptions(points=PAIR).points


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ("{}", "option_wrong"),
        ("chin", "option_wrong"),
        (json.dumps(moved(chin=[0.5, math.nan])), "option_wrong"),
        (json.dumps(moved(chin=[0.5, 0.1])), "points_wrong"),
        (json.dumps({**POINTS, "nose": [0, 0]}), "option_wrong"),
    ],
)
async def test_points_that_are_no_face_are_refused(studio, faces, points, code):
    form = {"photo": PNG, "points": points, "name": "Rex", "words": "Hi"}
    for path, fields in (
        ("/v1/faces", ("photo", "points")),
        ("/v1/portraits", ("photo", "points", "name")),
        ("/v1/videos", ("photo", "points", "words")),
    ):
        given = {name: form[name] for name in fields}
        status, problem = await studio.ask("POST", path, data=given)
        assert problem["code"] == code
        assert 400 <= status < 500


async def test_a_photo_whose_face_cannot_speak_is_not_saved(studio, faces):
    faces[:] = [SMALL]
    status, problem = await studio.ask(
        "POST", "/v1/portraits", data={"photo": PNG, "name": "Anna"}
    )
    assert (status, problem["code"]) == (422, "face_too_small")
    for form in ({"photo": PNG}, {"name": "Anna"}, {"photo": PNG, "name": "  "}):
        assert (await studio.ask("POST", "/v1/portraits", data=form))[0] == 400
    assert (await studio.ask("GET", "/v1/portraits"))[1]["data"] == []


async def test_no_more_faces_are_saved_than_in_the_chats(studio, faces, monkeypatch):
    monkeypatch.setattr(belongings, "SAVED_PORTRAITS", 1)
    for name, expected in (("Anna", 201), ("Anna", 201), ("Ben", 422)):
        form = {"photo": PNG, "name": name}
        assert (await studio.ask("POST", "/v1/portraits", data=form))[0] == expected


async def test_voices_that_work_are_listed_by_language_and_heard(studio):
    _, voices = await studio.ask("GET", "/v1/voices")
    named = {voice["name"]: voice for voice in voices["data"]}
    assert "en" in named["espeak"]["languages"]
    heard = await studio.client.get(f"{named['espeak']['sample']}?language=de")
    assert (heard.content_type, await heard.read()) == ("audio/ogg", b"OggSespeak")
    _, voices = await studio.ask("GET", "/v1/voices?language=en")
    kinds = {voice["name"]: (voice["kind"], voice["natural"]) for voice in voices["data"]}
    assert kinds == {
        "hibari": ("woman", True), "hibari-man": ("man", True), "hibari-child": ("child", True)
    }  # fmt: skip
    status, problem = await studio.ask("GET", "/v1/voices/nobody/sample")
    assert (status, problem["code"]) == (422, "voice_unknown")


async def test_a_voice_is_made_changed_heard_used_and_deleted(studio):
    grandpa = {"name": "Grandpa", "base": "hibari-man", "pitch": "0.8"}
    status, made = await studio.ask("POST", "/v1/voices", data=grandpa)
    assert (status, made["own"], made["made_of"]["pitch"]) == (201, True, 0.8)
    changed = {"name": "Grandpa", "base": "hibari-man", "pitch": 0.7, "formants": 0.9}
    status, made = await studio.ask("POST", "/v1/voices", json=changed)
    assert made["made_of"].items() >= changed.items()
    _, voices = await studio.ask("GET", "/v1/voices")
    [listed] = [voice for voice in voices["data"] if voice["own"]]
    assert listed == made
    heard = await studio.client.get(f"{made['sample']}?language=en")
    assert (heard.content_type, await heard.read()) == ("audio/ogg", b"OggSGrandpa")
    video = await studio.make(voice="Grandpa")
    assert (await studio.rig.job_service.status(video["id"])).request.options.voice == "Grandpa"
    assert (await studio.ask("DELETE", "/v1/voices/Grandpa"))[0] == 200
    status, problem = await studio.ask("DELETE", "/v1/voices/Grandpa")
    assert (status, problem["code"]) == (404, "not_there")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"base": "hibari"}, "field_missing"),
        ({"name": "x"}, "field_missing"),
        ({"name": "a/b", "base": "hibari"}, "own_voice_name_wrong"),
        ({"name": "hibari", "base": "hibari"}, "own_voice_name_taken"),
        ({"name": "x", "base": "nobody"}, "voice_unknown"),
        ({"name": "x", "base": "hibari", "pitch": "high"}, "field_wrong"),
        ({"name": "x", "base": "hibari", "pitch": "9"}, "option_wrong"),
        ({"name": "x", "base": "hibari", "colour": "red"}, "field_unknown"),
    ],
)
async def test_a_voice_that_cannot_be_made_is_refused(studio, fields, code):
    status, problem = await studio.ask("POST", "/v1/voices", data=fields)
    assert problem["code"] == code
    assert 400 <= status < 500


async def test_a_word_is_taught_heard_used_and_removed(studio):
    entry = {"word": "Siobhán", "sound": "shi-VAWN"}
    status, taught = await studio.ask("POST", "/v1/dictionary", data=entry)
    assert (status, taught["word"], taught["sound"]) == (201, "Siobhán", "shi-VAWN")
    again = {"word": "siobhán", "sound": "/ʃɪˈvɔːn/"}
    _, taught = await studio.ask("POST", "/v1/dictionary", json=again)
    assert (await studio.ask("GET", "/v1/dictionary"))[1]["data"] == [taught]
    heard = await studio.client.get(f"{taught['sample']}?language=en")
    assert heard.content_type == "audio/ogg"
    for words, given, expected in (
        ("Hello siobhán", {}, {"siobhán": "/ʃɪˈvɔːn/"}),
        (
            "Hello siobhán",
            {"dictionary": '{"Hello": "heh-LOH"}'},
            {"siobhán": "/ʃɪˈvɔːn/", "Hello": "heh-LOH"},
        ),
    ):
        video = await studio.make(words, **given)
        job = await studio.rig.job_service.status(video["id"])
        assert job.request.options.dictionary == expected
    assert (await studio.ask("DELETE", "/v1/dictionary/siobhán"))[1]["deleted"]
    assert (await studio.ask("DELETE", "/v1/dictionary/siobhán"))[0] == 404
    assert (await studio.client.get(taught["sample"])).status == 404
    for wrong, code in (
        ({"word": "x"}, "field_missing"),
        ({"word": "1", "sound": "one"}, "dictionary_word_wrong"),
        ({"word": "x", "sound": "/%/"}, "ipa_wrong"),
    ):
        assert (await studio.ask("POST", "/v1/dictionary", data=wrong))[1]["code"] == code


async def test_the_language_of_words_is_guessed(studio):
    how = {
        "json": {"words": "Guten Morgen, wie geht es dir?"},
        "headers": {"Accept-Language": "fr"},
    }
    status, guessed = await studio.ask("POST", "/v1/language", **how)
    assert (status, guessed["language"], guessed["name"]) == (200, "de", "Allemand")


async def test_everything_that_is_known_can_be_taken_and_deleted(studio, faces):
    made = await studio.made("my own words")
    await studio.client.post("/v1/portraits", data={"photo": PNG, "name": "Anna"})
    answer = await studio.client.get("/v1/data")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="talking-photo-data.zip"'
    archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
    assert "my own words" in archive.read("data.json").decode()
    assert {name.split("/")[0] for name in archive.namelist()} >= {
        "data.json",
        "videos",
        "portraits",
    }
    assert (await studio.ask("DELETE", "/v1/data"))[1]["deleted"]
    assert (await studio.ask("GET", f"/v1/videos/{made}"))[0] == 404
    assert (await studio.ask("GET", "/v1/portraits"))[1]["data"] == []


async def test_the_openapi_document_names_exactly_what_is_answered(studio):
    document = await (await studio.client.get("/openapi.json")).json()
    described = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    routes = {
        (route.method, route.resource.canonical)
        for route in studio.client.app.router.routes()
        if route.resource.canonical.startswith("/v1/") and route.method not in ("HEAD", "*")
    }
    assert described == routes
    fields = document["components"]["schemas"]["NewVideo"]["properties"]
    assert {"photo", "words", "expression", "layout", "captions", "seed"} <= fields.keys()
    [video] = [(await studio.make())]
    assert video.keys() == document["components"]["schemas"]["Video"]["properties"].keys()
