"""Tests this installation: what is there, what works now, and what to do about the rest."""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib.metadata
import os
import platform
import re
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from talking_photo import __version__
from talking_photo.bots import texts
from talking_photo.bots.cli import single_job
from talking_photo.bots.cli.output import Output
from talking_photo.core.errors import TalkingPhotoError
from talking_photo.core.model import Stage
from talking_photo.core.packages.package import BROKEN
from talking_photo.core.provenance.authority import facts_of, find_identity, folder_of
from talking_photo.core.settings import DiscordSettings, Settings
from talking_photo.core.speech.voices import build_voices

_CHECKOUT = Path(__file__).parents[3] / "pyproject.toml"
_LEAST_DISK = 300_000_000
"""Bytes: the longest video, twice, and some room."""
_LEAST_MEMORY = 1_000_000_000
"""Bytes: a render child takes up to 0.9 GB."""
_TEST_WORDS = "One, two, three, four."
"""Two seconds."""
_PATIENCE_SECONDS = 10.0
_READS_MESSAGES = 1 << 18 | 1 << 19
"""GATEWAY_MESSAGE_CONTENT, and the same for bots of few servers (discord.com/developers,
application flags)."""
_SET_UP_AGAIN = (
    "Install again: python -m pip install --force-reinstall talking-photo; "
    "in a checkout, remove the folder .venv and run python3 run.py doctor."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of one check."""

    name: str
    state: str
    mark: str = "ok"
    cure: str | None = None
    """What helps; None when nothing is broken."""


def examine(settings: Settings) -> int:
    """Run every check, and print each finding as soon as it is known.

    Returns:
        0 when all is well, 1 when something is broken.
    """
    console = Output()
    broken = False
    for finding in _findings(settings):
        mark = finding.mark if finding.cure is None else "!!"
        text = f"{mark}  {finding.name:23} {finding.state}"
        console.print(text, highlight=False, markup=False, soft_wrap=True)
        if finding.cure is not None:
            broken = True
            console.print(f"    -> {finding.cure}", highlight=False, markup=False, soft_wrap=True)
    return 1 if broken else 0


def _findings(settings: Settings) -> Iterator[Finding]:
    version = f"Python {platform.python_version()}"
    yield Finding(name="system", state=f"{version} on {platform.platform()}")
    yield from _packages()
    yield Finding(name="processors", state=f"{os.cpu_count()}")
    yield _disk(Path.cwd())
    yield _memory()
    yield from _voices(settings)
    yield from signing_findings(settings, dt.datetime.now(dt.UTC))
    if settings.discord.token is not None:
        yield asyncio.run(discord_finding(settings.discord))
    yield _self_test(settings)


def _packages() -> Iterator[Finding]:
    """Check every library of the project, and what is installed in a step of its own."""
    for requirement in _requirements():
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            yield Finding(name=name, state=importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name=name, state="missing", cure=_SET_UP_AGAIN)
    try:
        yield Finding(name="moviepy", state=importlib.metadata.version("moviepy"))
    except importlib.metadata.PackageNotFoundError:
        state = "not installed; only contact sheets (--preview, sheet) need it"
        yield Finding(name="moviepy", state=state, mark="--")


def _requirements() -> Sequence[str]:
    """Return what the installed package names.

    A checkout that runs in place names it in pyproject.toml.
    """
    try:
        named = importlib.metadata.requires("talking-photo") or []
    except importlib.metadata.PackageNotFoundError:
        project = tomllib.loads(_CHECKOUT.read_text(encoding="utf-8"))["project"]
        named = project["dependencies"]
    return [requirement for requirement in named if "extra ==" not in requirement]


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    cure = (
        "Free some space on this disk, or work in another folder." if free < _LEAST_DISK else None
    )
    return Finding(name="free disk", state=f"{free / 1e9:.1f} GB", cure=cure)


def _memory() -> Finding:
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        free = max(free, _reclaimable())
    except ValueError:  # macOS does not tell
        return Finding(name="free memory", state="unknown on this system")
    cure = (
        "Close other programs: making a video takes up to 0.9 GB."
        if free < _LEAST_MEMORY
        else None
    )
    return Finding(name="free memory", state=f"{free / 1e9:.1f} GB", cure=cure)


def _reclaimable() -> int:
    """Bytes that Linux would give to a new program, which is more than what lies idle."""
    memory = Path("/proc/meminfo")
    found = re.search(r"MemAvailable:\s+(\d+) kB", memory.read_text()) if memory.exists() else None
    return int(found[1]) * 1024 if found else 0


def _voices(settings: Settings) -> Iterator[Finding]:
    """Check the voices of the order, and those that were added and are broken.

    One that is not installed is no fault as long as another one of the order works.
    """
    voices = build_voices(settings.voice)
    works = False
    for voice in voices.order:
        reason = voice.availability()
        works = works or reason is None
        yield _finding_of(voice.name, reason)
    for voice in voices.on_request:
        reason = None if voice.package is None else voice.availability()
        if reason in BROKEN:
            yield _finding_of(voice.name, reason)
    if not works:
        yield Finding(name="voices", state="no voice of voice.order works", cure=_SET_UP_AGAIN)


def _finding_of(voice: str, reason: str | None) -> Finding:
    name = f"voice {voice}"
    if reason is None:
        return Finding(name=name, state="works")
    cure = "Fetch it again: talking-photo voices add." if reason in BROKEN else None
    return Finding(name=name, state=texts.reason(reason), mark="--", cure=cure)


def signing_findings(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Say whether videos will be signed, by whom, and who confirms the time; makes no key."""
    given = settings.provenance
    name = texts.doctor("signing")
    if not given.credentials:
        yield Finding(name=name, state=texts.doctor("signing_off"), mark="--")
        return
    try:
        state = _signer(settings, now)
    except TalkingPhotoError as exc:
        state = texts.doctor("signing_fails", code=exc.code)
        yield Finding(name=name, state=state, cure=texts.operator_sentence(exc.code, exc.facts))
        return
    yield Finding(name=name, state=state)
    host = urlsplit(given.timestamp_url or "").hostname  # the rest may hold a password
    key = "time_stamps_none" if host is None else "time_stamps_from"
    state = texts.doctor(key, host=host or "")
    yield Finding(name=texts.doctor("time_stamps"), state=state)


def _signer(settings: Settings, now: dt.datetime) -> str:
    """Return who signs videos.

    Raises:
        TalkingPhotoError: As `find_identity`.
    """
    identity = find_identity(settings, now)
    if identity is None:
        return texts.doctor("signing_by_new_key", folder=str(folder_of(settings.provenance)))
    facts = facts_of(identity, settings)
    until = f"{facts.signs_until:%Y-%m-%d}"
    if facts.own_authority:
        folder = str(facts.folder)
        return texts.doctor("signing_by", name=facts.name, until=until, folder=folder)
    file = str(settings.provenance.certificate)
    return texts.doctor(
        "signing_by_certificate", name=facts.name, issuer=facts.issuer, until=until, file=file
    )


async def discord_finding(settings: DiscordSettings) -> Finding:
    """Ask Discord whether the token is valid, and whether the bot may read messages.

    Args:
        settings: With a token.
    """
    import aiohttp  # imported here: the other commands have no use for it

    patience = aiohttp.ClientTimeout(total=_PATIENCE_SECONDS)
    token = settings.token.get_secret_value() if settings.token else ""
    headers = {
        "Authorization": f"Bot {token}",
        "User-Agent": f"DiscordBot (talking-photo, {__version__})",
    }
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=patience) as session,
            session.get(f"{settings.api_base}/applications/@me") as answer,
        ):
            application = await answer.json() if answer.status == HTTPStatus.OK else {}
    except (aiohttp.ClientError, OSError) as exc:
        cure = texts.operator_sentence("discord_unreachable", {})
        return Finding(name="discord", state=type(exc).__name__, cure=cure)
    if answer.status != HTTPStatus.OK:
        cure = "Create a new token in the developer portal (Bot, Reset Token): discord.token."
        return Finding(name="discord", state=f"token rejected (HTTP {answer.status})", cure=cure)
    if not settings.message_content:
        state = "token valid; the bot reads only messages meant for it (message_content = false)"
        return Finding(name="discord", state=state)
    if not application.get("flags", 0) & _READS_MESSAGES:
        return Finding(
            name="discord",
            state="token valid, but the bot may not read messages",
            cure="Turn on Message Content Intent in the developer portal (Bot), or set "
            "discord.message_content to false. Everything else works until then.",
        )
    return Finding(name="discord", state="token valid, and the bot may read messages")


def _self_test(settings: Settings) -> Finding:
    """Make a video of the built-in portrait for real, and time its stages."""
    begun: dict[Stage, float] = {}

    def report(stage: Stage, _done: float) -> None:
        begun.setdefault(stage, time.monotonic())

    try:
        with tempfile.TemporaryDirectory() as folder:
            request = single_job.demo_request(Path(folder), _TEST_WORDS)
            video = single_job.make_video(request, Path(folder) / "test.mp4", settings, report)
    except TalkingPhotoError as exc:
        cure = f"{texts.operator_sentence(exc.code, exc.facts)} Details: doctor --verbose."
        return Finding(name="self-test", state=exc.code, cure=cure)
    ends = [*list(begun.values())[1:], time.monotonic()]
    split = ", ".join(
        f"{texts.stage(stage).lower()} {end - start:.1f}"
        for (stage, start), end in zip(begun.items(), ends, strict=True)
    )
    total = ends[-1] - begun[Stage.WAITING]
    state = f"{video.seconds:.1f} s of video, encoded, in {total:.1f} s ({split})"
    return Finding(name="self-test", state=state)
