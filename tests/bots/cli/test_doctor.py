"""What doctor says of a bot on Discord, at a server of the test's own, and of signing."""

import ast
import contextlib
import datetime as dt
import inspect

import pytest
from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.cli import doctor
from talking_photo.bots.cli.doctor import discord_finding, signing_findings
from talking_photo.core.provenance.authority import open_identity
from talking_photo.core.settings import DiscordSettings
from tests.core.provenance.certificates import operators_files, settings_of

TOKEN = "MTA.b.c"
LIMITED_INTENT = 1 << 19


@contextlib.asynccontextmanager
async def discord(flags):
    async def application(request):
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        return web.json_response({"id": "1", "flags": flags})

    app = web.Application()
    app.add_routes([web.get("/api/v10/applications/@me", application)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    finally:
        await runner.cleanup()


async def finding(*, flags=0, token=TOKEN, content=False):
    async with discord(flags) as address:
        settings = DiscordSettings(token=token, api_base=address, message_content=content)
        return await discord_finding(settings)


async def test_a_bot_that_may_not_read_messages_is_told_where_the_switch_is():
    found = await finding(content=True)
    assert "Message Content Intent" in found.cure
    assert (await finding(content=True, flags=LIMITED_INTENT)).cure is None


async def test_a_bot_that_does_not_ask_to_read_messages_lacks_nothing():
    found = await finding()
    assert (found.name, found.cure) == ("discord", None)
    assert "message_content = false" in found.state


@pytest.mark.parametrize("content", [True, False])
async def test_a_refused_token_is_reported_and_not_shown(content):
    found = await finding(token="MTA.b.wrong", content=content, flags=LIMITED_INTENT)
    assert "token" in found.cure
    assert "MTA.b.wrong" not in found.state + found.cure


async def test_a_discord_that_is_away_is_reported(unused_tcp_port):
    address = f"http://127.0.0.1:{unused_tcp_port}"
    found = await discord_finding(DiscordSettings(token=TOKEN, api_base=address))
    assert "network" in found.cure


NOW = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)


def signing(settings):
    """What is said of signing, and of time stamps if anything is."""
    findings = {one.name: one for one in signing_findings(settings, NOW)}
    return findings["signed videos"], findings.get("time stamps")


def test_doctor_says_that_the_first_video_makes_the_authority_and_makes_none(tmp_path):
    found, stamps = signing(settings_of(tmp_path / "keys"))
    assert found.state.startswith("yes, by the authority of this installation, with a new key")
    assert found.state.endswith(str(tmp_path / "keys"))
    assert (found.cure, stamps.cure) == (None, None)
    assert stamps.state.startswith("none: the clock of this machine counts")
    assert list(tmp_path.iterdir()) == []


def test_doctor_says_who_signs_and_until_when(tmp_path):
    settings = settings_of(tmp_path)
    open_identity(settings, NOW)
    found, _ = signing(settings)
    assert "CN=talking-photo,O=talking-photo of this installation until 2027-11-29" in found.state
    assert found.cure is None


def test_doctor_says_that_a_key_of_last_year_is_replaced(tmp_path):
    settings = settings_of(tmp_path)
    open_identity(settings, NOW - dt.timedelta(days=366))
    found, _ = signing(settings)
    assert "with a new key that is made for the next video" in found.state
    assert found.cure is None


def test_doctor_names_the_operators_certificate(tmp_path):
    files = operators_files(tmp_path, now=NOW, until=9, chain=True)
    found, _ = signing(settings_of(tmp_path / "unused", **files))
    assert found.state == (
        f"yes, by CN=An operator, issued by CN=Above, until 2026-12-08: {tmp_path / 'own.pem'}"
    )
    assert found.cure is None


def test_doctor_names_the_service_for_time_stamps_without_its_password(tmp_path):
    _, stamps = signing(settings_of(tmp_path, timestamp_url="https://me:secret@stamps.test/tsr"))
    assert (stamps.state, stamps.cure) == ("from stamps.test", None)


def test_doctor_says_that_videos_are_not_signed(tmp_path):
    found, stamps = signing(settings_of(tmp_path, credentials=False))
    assert (found.state, found.mark) == ("no: provenance.credentials is false", "--")
    assert (found.cure, stamps) == (None, None)


def broken(tmp_path, how):
    """Settings under which no video can be signed."""
    if how.startswith("certificate"):
        wrong = {"certificate_not_in_force": {"until": -1, "since": -9}}.get(how, {"usage": False})
        files = operators_files(tmp_path, now=NOW, **wrong)
        if how == "certificate_unusable":
            files["private_key"].unlink()
        return settings_of(tmp_path, **files)
    settings = settings_of(tmp_path / "keys")
    if how == "provenance_not_writable":
        (tmp_path / "keys").touch()
        return settings
    open_identity(settings, NOW)
    signer = tmp_path / "keys" / "signer.pem"
    signer.write_text("broken")
    if how == "provenance_unreadable":
        signer.unlink()
        signer.mkdir()
    return settings


@pytest.mark.parametrize(
    ("how", "cure"),
    [
        ("certificate_unusable", "PEM files that belong together"),
        ("certificate_not_for_signing", "extended key usage"),
        ("certificate_not_in_force", "2026-11-20 to 2026-11-28 only"),
        ("provenance_damaged", "Restore it from a backup"),
        ("provenance_unreadable", "cannot be read"),
        ("provenance_not_writable", "set provenance.folder"),
    ],
)
def test_doctor_says_what_keeps_videos_from_being_signed_and_what_helps(tmp_path, how, cure):
    found, stamps = signing(broken(tmp_path, how))
    assert found.state == f"no: {how}"
    assert cure in found.cure
    assert stamps is None


def test_everything_that_doctor_may_say_of_signing_is_said_somewhere():
    tree = ast.parse(inspect.getsource(doctor))
    used = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert texts.DOCTOR.keys() <= used
