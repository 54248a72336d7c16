"""What people on Discord notice.

How soon a command is acknowledged while others wait, and when the video is there.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from statistics import quantiles

from benchmarks.bot_process import bot_process
from benchmarks.material import SENTENCE
from benchmarks.table import Section, Spread, Table
from talking_photo.core.demo import demo_portrait
from tests.discord_people import SOON, Interaction
from tests.discord_server import DiscordServer
from tests.discord_world import HALL

_PEOPLE = range(1, 51)
_SECONDS_OF_WORK = "3"
"""Of each job that waits: long enough for all to wait while others ask."""


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about a minute for three runs."""
    async with _bot(folder / "waiting", "light", 2) as server:
        await _agree(server, _PEOPLE, "0")
        first = await _ask_all(server, _SECONDS_OF_WORK)
        await server.until(lambda: all(map(_is_queued, first)))
        answers = [await _answers(server) for _ in range(runs)]
    async with _bot(folder / "video", "whole", 1) as server:
        await _agree(server, range(1, 2), SENTENCE, demo_portrait())
        videos = [await _video(server) for _ in range(runs)]
    return _section(answers, videos)


async def _answers(server: DiscordServer) -> tuple[float, float]:
    """Everybody uses the command at one moment.

    Seconds after which 95 % are acknowledged, and shown their place.
    """
    asked_at = time.monotonic()
    asked = await _ask_all(server, _SECONDS_OF_WORK)
    await server.until(lambda: all(map(_is_queued, asked)))
    acknowledged = [one.answered_after or 0.0 for one in asked]
    tokens = {one.token for one in asked}
    answered: dict[str, float] = {}
    for call in server.made("original"):
        if call.where in tokens:
            answered.setdefault(call.where, call.at - asked_at)
    return quantiles(acknowledged, n=20)[-1], quantiles(answered.values(), n=20)[-1]


async def _video(server: DiscordServer) -> tuple[float, float, float]:
    """Return seconds from the command to its acknowledgement, the question, and the video."""
    photo, count = demo_portrait(), len(server.calls)
    began = time.monotonic()
    asked = await server.slash(1, HALL, "speak", photo=photo, text=SENTENCE)
    await server.until(lambda: asked.message and asked.message["attachments"])
    done = time.monotonic() - began
    first = {call.name: call.at - began for call in reversed(server.calls[count:])}
    return first["callback"], first["download"], done


async def _agree(
    server: DiscordServer, people: Sequence[int], words: str, photo: bytes = b"photo"
) -> None:
    """Let everybody ask for a first video, which takes the agreement to the rules."""
    await server.until(lambda: server.gateway.listens)
    for person in people:
        alone = server.dm(person)
        await server.slash(person, alone, "speak", photo=photo, text=words)
        await server.press(await server.said(alone, "[I agree]"), person, "I agree")
    for person in people:
        await server.shown_video(server.dm(person))


async def _ask_all(server: DiscordServer, words: str) -> list[Interaction]:
    asking = (server.slash(n, HALL, "speak", photo=b"photo", text=words) for n in _PEOPLE)
    return list(await asyncio.gather(*asking))


def _is_queued(asked: Interaction) -> bool:
    return asked.message is not None and "Place" in asked.message["content"]


@contextlib.asynccontextmanager
async def _bot(folder: Path, kind: str, children: int) -> AsyncIterator[DiscordServer]:
    async with (
        DiscordServer() as server,
        bot_process(folder, kind, children, server.variables()),
    ):
        yield server


def _section(
    answers: list[tuple[float, float]], videos: list[tuple[float, float, float]]
) -> Section:
    def milliseconds(part: int) -> str:
        return f"{Spread.of([1000 * answer[part] for answer in answers]).text(0)} ms"

    count = len(_PEOPLE)
    asked = f"{count} commands at once, {count} and more jobs waiting"
    allowed = f"{1000 * SOON:.0f} ms"
    rows = (
        (f"{asked}: acknowledged, p95", milliseconds(0), allowed),
        ("the same: place in the queue shown, p95", milliseconds(1), ""),
    )
    names = ("acknowledged", "photo asked for", "video in the chat (goal: at most 5)")
    waits = tuple(
        (name, Spread.of([video[part] for video in videos]).text())
        for part, name in enumerate(names)
    )
    return Section(
        title="Chat on Discord",
        how="The bot as a process of its own, against a local server that speaks Discord's "
        f"gateway and API v10. First table: {count} people use /speak at the same moment while as "
        f"many jobs of {_SECONDS_OF_WORK} s, or more, wait, which burn both cores in 2 render "
        "children. Second table: seconds after the command, the built-in portrait says 5 s of "
        "speech, worker warm; least / median / most.",
        tables=(
            Table(header=("what", "measured", "Discord allows"), rows=rows),
            Table(header=("5 s of speech", "seconds"), rows=waits),
        ),
        caveats=(
            "The local server runs on the same cores and takes its share of them; Discord "
            "itself, and the way to it, add their own time.",
        ),
        figures={"answers": answers, "videos": videos},
    )
