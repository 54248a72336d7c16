"""How much the HTTP API adds to a video, how far behind its events are, and how a crowd fares.

`talking-photo studio` runs as a process of its own, as people start it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import re
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from benchmarks.material import SENTENCE, png, portraits
from benchmarks.table import Section, Spread, Table
from talking_photo.bots.app import open_services
from talking_photo.core.jobs.job import DailyLimits
from talking_photo.core.model import Stage
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import DatabaseSettings, MediaSettings, Settings
from talking_photo.core.workers.render_pool import RenderPool

_ROOT = Path(__file__).parents[1]
_PEOPLE = 50
_OVERHEAD_GOAL, _LAG_GOAL, _CROWD_GOAL = 1.10, 0.3, 0.3
_OPTIONS = {"voice": "espeak", "language": "en"}
_WORK = "talking_photo.core.pipeline:make_video_with_choice"
_WARM = "talking_photo.core.pipeline:warm_up"


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about half a minute for three runs."""
    photo = png(portraits()["drawn"], folder / "api.png")
    bare, synchronous, lags = [], [], []
    people = await _people(folder)
    async with (
        RenderPool(_WORK, Settings().for_render_child(), warm=_WARM) as pool,
        _studio(folder) as session,
    ):
        for run in range(runs + 1):
            bare.append(await _rendered(pool, photo, run))
            synchronous.append(await _synchronous(session, photo, run))
        for run in range(runs):
            lag = await _lag(session, folder, photo, run)
            lags.append(lag)
        crowd = sorted(await asyncio.gather(*(_asked(session, photo, one) for one in people)))
    ratios = [with_api / alone for alone, with_api in zip(bare, synchronous, strict=True)][1:]
    p95 = crowd[math.ceil(0.95 * len(crowd)) - 1]
    rows = (
        ("a warm render process alone, s", Spread.of(bare[1:]).text(), ""),
        ("`POST /v1/videos/sync` with the same, s", Spread.of(synchronous[1:]).text(), ""),
        ("the second, times the first", Spread.of(ratios).text(), f"{_OVERHEAD_GOAL:.2f}"),
        (
            "from the end of a video in the database to its event, s",
            Spread.of(lags).text(),
            f"{_LAG_GOAL}",
        ),
        (
            f"{_PEOPLE} people send a photo at once: accepted, s (median, 95 %)",
            f"{crowd[len(crowd) // 2]:.2f}, {p95:.2f}",
            f"{_CROWD_GOAL}",
        ),
    )
    return Section(
        title="API",
        how="The drawn portrait says one sentence of 5 s. `talking-photo studio` runs as a "
        "process of its own; the same request goes to a render process alone and to the API in "
        "turn, after one of each that does not count. Least / median / most.",
        tables=(Table(header=("what", "measured", "goal"), rows=rows),),
        caveats=(
            "The crowd, each person with a token, sends from the same machine, so that sending "
            "takes time from answering.",
        ),
        figures={
            "bare": bare[1:],
            "sync": synchronous[1:],
            "ratios": ratios,
            "lags": lags,
            "crowd": crowd,
        },
    )


async def _people(folder: Path) -> list[str]:
    """Create a token for each, in the database that the page will open."""
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(f"sqlite:///{folder}/data/talking-photo.db")),
        media=MediaSettings(url=str(folder / "data" / "media")),
    )
    async with open_services(settings) as services:
        return [
            await services.tokens.create(f"person {number}", DailyLimits())
            for number in range(_PEOPLE)
        ]


@contextlib.asynccontextmanager
async def _studio(folder: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """Start the page and its API with an empty database, and connect to it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "talking_photo", "studio", "--no-browser", "--port", "0"),
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(_ROOT),
        },
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    found = None
    while found is None:
        found = re.search(rb"http://\S+", await process.stderr.readline())
    try:
        # Each person has a connection of their own.
        connector = aiohttp.TCPConnector(limit=0)
        address = found[0].decode()
        async with aiohttp.ClientSession(address, connector=connector) as session:
            yield session
    finally:
        process.terminate()
        await process.communicate()


async def _rendered(pool: RenderPool, photo: Path, seed: int) -> float:
    target = photo.with_suffix(".mp4")
    request = SpeakRequest(
        photo=photo, text=SENTENCE, options=RenderOptions(**_OPTIONS, seed=seed)
    )
    began = time.perf_counter()
    await pool.render_video(request, target, on_progress=_ignore)
    return time.perf_counter() - began


async def _synchronous(session: aiohttp.ClientSession, photo: Path, seed: int) -> float:
    began = time.perf_counter()
    async with session.post("/v1/videos/sync", data=_form(photo, seed)) as answer:
        answer.raise_for_status()
        await answer.read()
    return time.perf_counter() - began


async def _asked(session: aiohttp.ClientSession, photo: Path, token: str) -> float:
    headers, form = {"Authorization": f"Bearer {token}"}, _form(photo, 0)
    began = time.perf_counter()
    async with session.post("/v1/videos", data=form, headers=headers) as answer:
        answer.raise_for_status()
    return time.perf_counter() - began


async def _lag(session: aiohttp.ClientSession, folder: Path, photo: Path, seed: int) -> float:
    """Return the seconds from the end of a video, as it is stored, to the event of it."""
    async with session.post("/v1/videos", data=_form(photo, 100 + seed)) as answer:
        number = (await answer.json())["id"]
    async with session.get(f"/v1/videos/{number}/events") as events:
        async for line in events.content:
            if line.startswith(b"data: ") and json.loads(line[6:])["status"] == "completed":
                break
    arrived = time.time()
    with contextlib.closing(sqlite3.connect(folder / "data" / "talking-photo.db")) as database:
        query = "SELECT finished FROM jobs WHERE id = ?"
        (finished,) = database.execute(query, (number,)).fetchone()
    return arrived - float(finished)


def _form(photo: Path, seed: int) -> aiohttp.FormData:
    form = aiohttp.FormData({**_OPTIONS, "words": SENTENCE, "seed": str(seed)})
    form.add_field("photo", photo.read_bytes(), filename=photo.name)
    return form


def _ignore(_stage: Stage, _done: float) -> None:
    """Show nothing."""
