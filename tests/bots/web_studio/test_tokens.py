"""Tokens that the operator creates: each is a person of its own, with limits of its own."""

import asyncio
import json
import logging
import sqlite3

import pytest

from talking_photo.bots.__main__ import main
from talking_photo.core.jobs.job import DailyLimits
from talking_photo.core.settings import Settings
from tests.bots.web_studio.conftest import PHOTO, open_studio

NAMES = {"studio": {"hosts": ["photos.example.org"]}}


@pytest.fixture
async def studio(video):
    """Others reach it, and there is no token in the settings."""
    async with open_studio(video, tokens=["first"], **NAMES) as opened:
        yield opened


async def bearer(studio, name, **limits):
    token = await studio.rig.tokens.create(name, DailyLimits(**limits))
    return {"Authorization": f"Bearer {token}"}


async def test_a_token_opens_the_api_until_it_is_revoked(studio):
    assert (await studio.client.get("/v1/videos")).status == 401
    shop = await bearer(studio, "shop")
    assert (await studio.client.get("/v1/videos", headers=shop)).status == 200
    await studio.rig.tokens.revoke(await studio.rig.tokens.named("shop"))
    answer = await studio.client.get("/v1/videos", headers=shop)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert (await answer.json())["code"] == "sign_in_needed"


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "x", str.upper, lambda t: ""])
async def test_what_is_not_quite_a_token_is_none(studio, change):
    text = await studio.rig.tokens.create("shop", DailyLimits())
    prefix, number, secret = text.split("_", 2)
    for wrong in (
        change(text),
        f"{prefix}_{number}_{secret[::-1]}",
        f"{prefix}_x_{secret}",
        number,
    ):
        headers = {"Authorization": f"Bearer {wrong}"}
        assert (await studio.client.get("/v1/videos", headers=headers)).status == 401


async def test_each_token_sees_its_own_things_alone(studio):
    shop, school = await bearer(studio, "shop"), await bearer(studio, "school")
    form = {"photo": PHOTO, "words": "Hi"}
    status, asked = await studio.ask("POST", "/v1/videos", data=form, headers=shop)
    assert status == 202
    assert len((await studio.ask("GET", "/v1/videos", headers=shop))[1]["data"]) == 1
    assert (await studio.ask("GET", "/v1/videos", headers=school))[1]["data"] == []
    for method in ("GET", "DELETE"):
        status, problem = await studio.ask(method, f"/v1/videos/{asked['id']}", headers=school)
        assert (status, problem["code"]) == (404, "not_there")
    key = {"Idempotency-Key": "1"}
    ids = [
        (await studio.ask("POST", "/v1/videos", data=form, headers={**who, **key}))[1]["id"]
        for who in (shop, school, shop)
    ]
    assert ids[0] == ids[2] != ids[1]


@pytest.mark.parametrize(
    ("limits", "code"),
    [({"jobs": 2}, "quota_reached"), ({"seconds": 30.0}, "quota_minutes_reached")],
)
async def test_a_token_has_limits_of_its_own_and_is_told_when_to_ask_again(studio, limits, code):
    small, other = await bearer(studio, "small", **limits), await bearer(studio, "other")
    form = {"photo": PHOTO, "words": "word " * 20}
    for _ in range(2):
        answer = await studio.client.post("/v1/videos", data=form, headers=small)
        assert answer.status == 202, await answer.text()
    answer = await studio.client.post("/v1/videos", data=form, headers=small)
    assert (answer.status, answer.content_type) == (429, "application/problem+json")
    assert (await answer.json())["code"] == code
    assert int(answer.headers["Retry-After"]) == pytest.approx(24 * 3600, abs=120)
    assert (await studio.client.post("/v1/videos", data=form, headers=other)).status == 202


async def test_a_token_may_have_more_than_everybody(video):
    async with open_studio(video, limits={"jobs_per_day": 1}, tokens=["x"], **NAMES) as studio:
        large = await bearer(studio, "large", jobs=3)
        form = {"photo": PHOTO, "words": "Hi"}
        for expected in (202, 202, 202, 429):
            answer = await studio.client.post("/v1/videos", data=form, headers=large)
            assert answer.status == expected


async def test_a_token_opens_the_page_too_and_not_after_it_is_revoked(studio):
    text = await studio.rig.tokens.create("teacher", DailyLimits())
    await studio.client.post("/session", data={"token": text})
    assert 'id="make"' in await (await studio.client.get("/")).text()
    await studio.rig.tokens.revoke(await studio.rig.tokens.named("teacher"))
    assert 'type="password"' in await (await studio.client.get("/")).text()


async def test_when_a_token_was_last_used_is_known_to_the_minute(studio, monkeypatch):
    headers = await bearer(studio, "shop")
    used = []
    store = studio.rig.stores.tokens
    keep = store.used

    async def note(number, now):
        used.append(now)
        await keep(number, now)

    monkeypatch.setattr(store, "used", note)
    for _ in range(3):
        await studio.client.get("/v1/videos", headers=headers)
    assert len(used) == 1
    assert (await studio.rig.tokens.named("shop")).used == used[0]


async def test_tokens_stand_in_no_log(studio, caplog):
    caplog.set_level(logging.DEBUG)
    headers = await bearer(studio, "shop")
    await studio.client.get("/v1/videos", headers=headers)
    await studio.client.get(
        "/v1/videos", headers={"Authorization": headers["Authorization"] + "x"}
    )
    secret = headers["Authorization"].split("_", 2)[2]
    assert secret[:20] not in "\n".join(record.getMessage() for record in caplog.records)


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Runs a command with a database in an empty folder; returns the code and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main([*arguments])
        said = capsys.readouterr()
        return code, said.out.strip(), " ".join(said.err.split())

    return run


def test_the_command_creates_lists_and_revokes_tokens(command, tmp_path):
    code, token, said = command(
        "tokens", "create", "The shop", "--videos-per-day", "5", "--minutes-per-day", "1.5"
    )
    assert (code, token[:3], said) == (
        0,
        "tp_",
        "It is shown this once; keep it where secrets are kept.",
    )
    code, _, said = command("tokens", "create", "The shop")
    assert code == 5
    assert "There is a token called The shop already" in said
    listed = json.loads(command("tokens", "list", "--json")[1])
    assert [(one["name"], one["videos_per_day"], one["minutes_per_day"]) for one in listed] == [
        ("The shop", 5, 1.5)
    ]
    assert listed[0]["last_used"] is None
    table = command("tokens", "list")[1]
    assert "The shop" in table
    assert "never" in table
    secret = token.split("_", 2)[2].encode()
    assert not any(secret in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert command("tokens", "revoke", "The shop")[0] == 0
    code, _, said = command("tokens", "revoke", "The shop")
    assert (code, said.startswith("There is no token called The shop.")) == (5, True)


def test_revoking_deletes_what_was_stored_for_the_token(command, tmp_path):
    token = command("tokens", "create", "shop")[1]
    asyncio.run(leave_a_photo(tmp_path, token))
    media = tmp_path / "data" / "media"
    assert [file.read_bytes() for file in media.rglob("*") if file.is_file()] == [b"a face"]
    assert command("tokens", "revoke", "shop")[0] == 0
    assert [file for file in media.rglob("*") if file.is_file()] == []
    with sqlite3.connect(tmp_path / "data" / "talking-photo.db") as database:
        assert database.execute("SELECT count(*) FROM portraits").fetchone() == (0,)
    database.close()


async def leave_a_photo(folder, text):
    from talking_photo.bots import app
    from talking_photo.bots.web_studio.visitors import person_of_token
    from talking_photo.core.jobs.job import StoredPortrait

    async with app.open_services(Settings()) as services:
        token = await services.tokens.check(text)
        person = person_of_token(token)
        key = await services.job_service.keep_input(person, b"a face", "portrait x")
        await services.people.keep_portrait(
            StoredPortrait(person=person, name="x", chat="", photo=key)
        )


@pytest.mark.parametrize(
    "arguments",
    [
        ["tokens"],
        ["tokens", "create", "x", "--videos-per-day", "0"],
        ["tokens", "create", "x", "--minutes-per-day", "nan"],
    ],
)
def test_wrong_usage_ends_with_2(command, arguments):
    with pytest.raises(SystemExit) as ended:
        command(*arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize("name", ["", " shop", "a\nb", "x" * 61])
def test_a_name_that_nobody_could_type_is_refused(command, name):
    code, _, said = command("tokens", "create", name)
    assert (code, said.startswith("A token needs a name")) == (5, True)
