"""`/v1/batches` as programs use it: many videos from a table, from rows, or one per language."""

import io
import json
import zipfile

import pytest
from openpyxl import Workbook

from talking_photo.bots.batch import workbooks
from talking_photo.bots.web_studio import batch_plans
from talking_photo.core.jobs import batches as batch_service
from talking_photo.core.jobs.job import DailyLimits
from talking_photo.core.model import Word
from tests.bots.web_studio.conftest import PHOTO, open_studio

TEMPLATE = "Happy birthday, {name}!"
ASKED = {"photo": PHOTO, "table": b"name\nAnna\nBert\nCy\n", "template": TEMPLATE}
WORDS = (Word(text="Hello", start=0.1, end=0.4),)


async def batch(studio, **fields):
    """A batch that was accepted, after a look at what is due."""
    status, answer = await studio.ask("POST", "/v1/batches", data={**ASKED, **fields})
    assert status == 202, answer
    await studio.rig.shared.batches.submit_due()
    return (await studio.ask("GET", f"/v1/batches/{answer['id']}"))[1]


async def render(studio, batch, **stored):
    """Make the videos of all rows that are jobs."""
    for row in batch["rows"]:
        if row["status"] == "queued":
            job = await studio.rig.job_service.status(row["video"])
            await studio.rig.render(job, **stored)
    await studio.rig.delivered()
    await studio.rig.shared.batches.submit_due()
    return (await studio.ask("GET", f"/v1/batches/{batch['id']}"))[1]


def workbook():
    book, file = Workbook(), io.BytesIO()
    for line in (["name", "expression"], ["Anna", "happy"], ["Bert", None]):
        book.active.append(line)
    book.save(file)
    return file.getvalue()


async def test_each_row_of_a_table_becomes_a_video_and_all_come_as_one_archive(studio, video):
    asked = await batch(studio, name="card {name}")
    assert [(row["row"], row["name"], row["words"]) for row in asked["rows"]] == [
        (2, "card Anna", "Happy birthday, Anna!"),
        (3, "card Bert", "Happy birthday, Bert!"),
        (4, "card Cy", "Happy birthday, Cy!"),
    ]
    assert (asked["status"], asked["count"], asked["progress"]) == ("in_progress", 3, 0)
    status, problem = await studio.ask("GET", f"/v1/batches/{asked['id']}/content")
    assert (status, problem["code"]) == (409, "batch_not_ready")
    job = await studio.rig.job_service.status(asked["rows"][2]["video"])
    await studio.rig.fail(job, "no_face")
    _, asked = await studio.ask("GET", f"/v1/batches/{asked['id']}")
    done = await render(studio, asked, words=WORDS)
    assert (done["status"], done["completed"], done["failed"]) == ("completed", 2, 1)
    assert (done["progress"], done["rows"][2]["error"]["code"]) == (100, "no_face")
    answer = await studio.client.get(f"/v1/batches/{asked['id']}/content")
    assert answer.content_type == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
    assert archive.testzip() is None
    assert archive.read("card Anna.mp4") == video
    assert archive.read("card Bert.vtt").startswith(b"WEBVTT")
    report = archive.read("report.csv").decode("utf-8-sig").splitlines()
    assert report[1] == "2,card Anna,completed,,"
    assert "face" in report[3]
    assert not await studio.rig.media.has(job.request.photo) or (
        await studio.rig.portraits.used([job.request.photo], 0)
    )
    [listed] = (await studio.ask("GET", "/v1/batches"))[1]["data"]
    assert (listed["title"], "rows" in listed) == (TEMPLATE, False)
    assert (await studio.ask("DELETE", f"/v1/batches/{asked['id']}"))[1]["deleted"]
    assert (await studio.ask("GET", f"/v1/batches/{asked['id']}"))[0] == 404
    videos = (await studio.ask("GET", "/v1/videos"))[1]["data"]
    assert sum(one["available"] for one in videos) == 2


async def test_in_the_archive_credentials_lie_beside_a_video_that_cannot_carry_them(studio):
    done = await render(studio, await batch(studio), suffix=".webm", sidecar=b"credentials")
    answer = await studio.client.get(f"/v1/batches/{done['id']}/content")
    archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
    for row in done["rows"]:
        assert f"{row['name']}.webm" in archive.namelist()
        assert archive.read(f"{row['name']}.c2pa") == b"credentials"


async def test_a_check_shows_the_first_rows_and_each_fault_with_its_row_and_makes_nothing(studio):
    table = b"name;expression;city\nAnna;happy;Rome\nBert;bored;\n;;Oslo\nCy;;\nDi;;\nEd;;\n"
    asked = {"table": table, "template": TEMPLATE, "check": "true"}
    status, found = await studio.ask("POST", "/v1/batches", data=asked)
    assert (status, found["count"], found["right"], found["unused"]) == (200, 6, 4, ["city"])
    assert [row["words"] for row in found["rows"]] == [
        f"Happy birthday, {name}!" for name in ("Anna", "Cy", "Di")
    ]
    assert [(one["row"], one["column"], one["code"]) for one in found["faults"]] == [
        (3, "expression", "cell_wrong"),
        (4, "name", "cell_empty"),
    ]
    assert (await studio.ask("GET", "/v1/batches"))[1]["data"] == []


@pytest.mark.parametrize(
    ("given", "code"),
    [({}, "table_column_missing"), ({"template": "Hi {name"}, "template_wrong")],
)
async def test_a_check_tells_what_concerns_all_rows_without_refusing(studio, given, code):
    asked = {"table": b"name;city\nAnna;Rome\n", "check": "true", **given}
    status, found = await studio.ask("POST", "/v1/batches", data=asked)
    assert (status, found["count"], found["error"]["code"]) == (200, 0, code)
    status, problem = await studio.ask("POST", "/v1/batches", data={"check": "true"})
    assert (status, problem["code"]) == (400, "field_missing")


async def test_a_language_or_a_voice_that_is_none_is_a_fault_of_its_row(studio):
    asked = await batch(
        studio,
        table=b"name,language,voice\nAnna,de,\nBert,xx,\nCy,,robo\nDi,PT_br,woman\n",
    )
    assert [(row["row"], row["error"] and row["error"]["code"]) for row in asked["rows"]] == [
        (2, None),
        (3, "language_unknown"),
        (4, "voice_unknown"),
        (5, None),
    ]
    assert [row["error"]["column"] for row in asked["rows"] if row["error"]] == [
        "language",
        "voice",
    ]


async def test_rows_of_json_and_a_workbook_are_tables_too(studio):
    rows = [{"name": "Anna", "strength": 50, "captions": True}, {"name": "Bert"}]
    told = {"rows": rows, "template": TEMPLATE, "check": True}
    _, found = await studio.ask("POST", "/v1/batches", json=told)
    assert (found["count"], found["right"], found["unused"]) == (2, 2, [])
    asked = await batch(studio, table=workbook())
    first = await studio.rig.job_service.status(asked["rows"][0]["video"])
    assert first.request.options.expression == "happy"


async def test_a_column_portrait_names_saved_faces_and_others_are_a_fault_of_their_row(
    studio, faces
):
    await studio.client.post("/v1/portraits", data={"photo": b"Tom", "name": "Tom"})
    table = b"words,portrait\nHi there,Tom\nHi you,Ann\nHi all,\n"
    data = {"table": table, "photo": PHOTO}
    _, asked = await studio.ask("POST", "/v1/batches", data=data)
    assert [row["status"] for row in asked["rows"]] == ["waiting", "failed", "waiting"]
    error = asked["rows"][1]["error"]
    assert (error["row"], error["column"], error["code"]) == (3, "portrait", "portrait_missing")
    await studio.rig.shared.batches.submit_due()
    photos = [job.request.photo for job in studio.rig.jobs._jobs.values()]
    assert [await studio.rig.media.get(photo) for photo in photos] == [b"Tom", PHOTO]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"photo": b""}, "field_missing"),
        ({"table": b"name,photo\nAnna,a.png\n"}, "table_column_files"),
        ({"table": b"name\n"}, "table_without_rows"),
        ({"table": b"\n\n"}, "table_empty"),
        ({"table": b"\xd0\xcf\x11\xe0 old"}, "table_kind_wrong"),
        ({"table": b"PK\x03\x04 broken"}, "table_unreadable"),
        ({"table": b"name,Name\nA,B\n"}, "table_column_twice"),
        ({"template": "Hi {nmae}"}, "placeholder_unknown"),
        ({"template": "Hi {name"}, "template_wrong"),
        ({"template": ""}, "table_column_missing"),
        ({"words": "[en] Hi"}, "field_wrong"),
        ({"table": b"name\n\xf0\x9f\x8e\x88\n", "template": "{name}"}, "text_only_emoji"),
        ({"voice_of": "x"}, "field_unknown"),
        ({"portrait": "Nobody", "photo": b""}, "portrait_missing"),
    ],
)
async def test_what_concerns_all_rows_is_said_at_once_and_nothing_is_kept(studio, fields, code):
    data = {name: value for name, value in {**ASKED, **fields}.items() if value not in (b"", "")}
    status, problem = await studio.ask("POST", "/v1/batches", data=data)
    assert (problem["code"], status >= 400) == (code, True)
    assert (await studio.ask("GET", "/v1/batches"))[1]["data"] == []
    assert studio.rig.media._files == {}


def changed(book, xml):
    """A workbook with another first sheet."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in given.infolist():
            is_sheet = entry.filename.endswith("sheet1.xml")
            made.writestr(entry.filename, xml if is_sheet else given.read(entry))
    return out.getvalue()


CELL = '<c t="inlineStr"><is><t>{}</t></is></c>'
A = CELL.format("a")
NESTED = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def sheet(rows):
    """The XML of a sheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    size = '<dimension ref="A1"/>'  # as spreadsheets write it; nobody believes it
    return f'<worksheet xmlns="{space}">{size}<sheetData>{rows}</sheetData></worksheet>'


BOMBS = {
    "cells": sheet(f"<row>{A * 600_000}</row>"),
    "entities": f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{NESTED}]>'
    + sheet(f"<row>{CELL.format('&i;')}</row>"),
    "size": " " * 31_000_000,
}


@pytest.mark.parametrize("kind", BOMBS)
async def test_a_workbook_that_is_a_bomb_is_refused_by_a_process_of_its_own(
    studio, kind, monkeypatch
):
    monkeypatch.setattr(workbooks, "_CPU_SECONDS", 2)
    monkeypatch.setattr(batch_plans, "open_table", None)  # nothing is read here
    asked = {**ASKED, "table": changed(workbook(), BOMBS[kind])}
    status, problem = await studio.ask("POST", "/v1/batches", data=asked)
    assert (status, problem["code"]) == (422, "table_unreadable")
    assert await studio.rig.media.page("", 10) == []


async def test_of_a_workbook_of_100_000_rows_only_the_first_are_read(studio):
    book = changed(workbook(), sheet(f"<row>{A}</row>" * 100_000))
    asked = {**ASKED, "template": "Hi {a}!", "table": book}
    status, problem = await studio.ask("POST", "/v1/batches", data=asked)
    assert (status, problem["code"]) == (422, "batch_too_long")


async def test_a_line_of_millions_of_delimiters_is_no_table(studio):
    asked = {**ASKED, "table": b"name\n" + b"," * 500_000}
    status, problem = await studio.ask("POST", "/v1/batches", data=asked)
    assert (status, problem["code"]) == (422, "table_unreadable")


async def test_more_rows_than_one_batch_takes_are_refused(studio, monkeypatch):
    monkeypatch.setattr(batch_plans, "MOST_ROWS", 2)
    _, problem = await studio.ask("POST", "/v1/batches", data=ASKED)
    assert (problem["code"], "2" in problem["detail"]) == ("batch_too_long", True)


async def test_more_batches_than_one_person_may_have_waiting_are_refused(studio, monkeypatch):
    monkeypatch.setattr(batch_service, "MOST_OPEN", 1)
    assert (await studio.ask("POST", "/v1/batches", data=ASKED))[0] == 202
    status, problem = await studio.ask("POST", "/v1/batches", data=ASKED)
    assert (status, problem["code"]) == (429, "batches_full")


async def test_a_key_sent_again_is_the_same_batch_and_no_row_is_made_twice(studio):
    how = {"data": ASKED, "headers": {"Idempotency-Key": "k1"}}
    first = await studio.ask("POST", "/v1/batches", **how)
    again = await studio.ask("POST", "/v1/batches", **how)
    assert (again[0], again[1]["id"]) == (202, first[1]["id"])
    await studio.rig.shared.batches.submit_due()
    await studio.ask("POST", "/v1/batches", **how)
    await studio.rig.shared.batches.submit_due()
    assert len(studio.rig.jobs._jobs) == 3
    how["data"] = {**ASKED, "template": "Bye, {name}!"}
    status, problem = await studio.ask("POST", "/v1/batches", **how)
    assert (status, problem["code"]) == (409, "idempotency_key_used")


async def test_rows_wait_for_the_limits_of_their_asker_and_say_why(video):
    async with open_studio(video, limits={"waiting_per_person": 2}) as studio:
        asked = await batch(studio)
        assert [row["status"] for row in asked["rows"]] == ["queued", "queued", "waiting"]
        assert asked["held_back"]["code"] == "too_many_waiting"
        done = await render(studio, asked)
        assert [row["status"] for row in done["rows"]] == ["completed", "completed", "queued"]
        assert done["held_back"] is None
        assert (await render(studio, done))["status"] == "completed"


async def test_a_batch_goes_on_after_a_restart(video):
    async with open_studio(video, limits={"waiting_per_person": 1}) as studio:
        asked = await batch(studio)
        studio.rig.new_bot()  # as a new process has it: nothing but what is stored
        for _ in range(3):
            asked = await render(studio, asked)
        assert (asked["status"], asked["completed"]) == ("completed", 3)
        assert len(studio.rig.jobs._jobs) == 3


async def test_a_stopped_batch_makes_nothing_more_and_keeps_what_is_made(video):
    async with open_studio(video, limits={"waiting_per_person": 2}) as studio:
        asked = await batch(studio)
        job = await studio.rig.job_service.status(asked["rows"][0]["video"])
        await studio.rig.render(job)
        await studio.rig.delivered()
        status, stopped = await studio.ask("DELETE", f"/v1/batches/{asked['id']}")
        assert (status, stopped["status"]) == (200, "cancelled")
        assert [row["status"] for row in stopped["rows"]] == [
            *("completed", "cancelled", "cancelled")
        ]
        await studio.rig.shared.batches.submit_due()
        assert studio.rig.states() == ["delivered", "cancelled"]


async def test_scripts_by_language_become_a_video_each_and_one_page(studio):
    scripts = {"en": "Hello there", "pt-BR": "Olá a todos"}
    data = {"photo": PHOTO, "scripts": json.dumps(scripts)}
    _, answer = await studio.ask("POST", "/v1/batches", data=data)
    await studio.rig.shared.batches.submit_due()
    _, asked = await studio.ask("GET", f"/v1/batches/{answer['id']}")
    assert [(row["language"], row["words"]) for row in asked["rows"]] == [
        ("en", "Hello there"),
        ("pt-br", "Olá a todos"),
    ]
    jobs = list(studio.rig.jobs._jobs.values())
    assert [job.request.options.language for job in jobs] == ["en", "pt-br"]
    assert (await render(studio, asked, words=WORDS))["languages"]
    answer = await studio.client.get(f"/v1/batches/{asked['id']}/content?variant=page")
    page = await answer.text()
    assert (answer.status, answer.content_type) == (200, "text/html")
    assert "English" in page
    assert "Português" in page or "português" in page
    assert page.count("data:video/mp4;base64,") == 2


@pytest.mark.parametrize(
    ("scripts", "code"),
    [
        ({"happy": "Hi there"}, "language_code_wrong"),
        ({"en": "Hi there", "EN": "Hi"}, "language_block_twice"),
        ({"en": ""}, "language_block_empty"),
        ({}, "field_wrong"),
        ({"en": 5}, "field_wrong"),
    ],
)
async def test_scripts_that_are_none_are_refused(studio, scripts, code):
    data = {"photo": PHOTO, "scripts": json.dumps(scripts)}
    _, problem = await studio.ask("POST", "/v1/batches", data=data)
    assert problem["code"] == code


async def test_a_batch_of_somebody_else_is_not_there_and_erasing_ends_ones_own(video):
    async with open_studio(video, limits={"waiting_per_person": 1}) as studio:
        one, other = [
            {"Authorization": f"Bearer {await studio.rig.tokens.create(name, DailyLimits())}"}
            for name in ("Cy", "Di")
        ]
        _, asked = await studio.ask("POST", "/v1/batches", data=ASKED, headers=one)
        await studio.rig.shared.batches.submit_due()
        path = f"/v1/batches/{asked['id']}"
        for method, address in (("GET", path), ("DELETE", path), ("GET", f"{path}/content")):
            assert (await studio.ask(method, address, headers=other))[0] == 404
        await studio.ask("DELETE", "/v1/data", headers=one)
        await studio.rig.shared.batches.submit_due()
        assert studio.rig.jobs._jobs == {}
        assert studio.rig.media._files == {}
