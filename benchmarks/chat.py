"""What people in a chat notice.

How soon they are answered, when the video is there, and who waits for whom.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median, quantiles

from benchmarks.bot_process import bot_process
from benchmarks.material import SENTENCE, png, portraits
from benchmarks.table import Section, Spread, Table
from benchmarks.warm import repeated, warm_pool
from talking_photo.core.demo import demo_portrait
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_pool import RenderPool
from tests.telegram_server import TOKEN, TelegramServer

_PEOPLE = range(1, 51)
_CROWD = range(1001, 1201)
_EACH = 4
_WORK = 1.0
"""Seconds; a real video of two seconds takes a child as long."""
_CHILDREN = 2
_FEW, _MANY = 100, 1000
_PATIENCE = 1800.0


class Bot:
    """A process of the program, and the Telegram that it talks to."""

    def __init__(self, server: TelegramServer, pid: int) -> None:
        self.server = server
        self.pid = pid

    def resident(self) -> float:
        """Megabytes of the bot process itself, without its render children."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    async def ask(self, person: int, words: str, photo: bytes = b"photo") -> None:
        """Let a person ask for a video."""
        await self.server.send(person, person, photo=photo, caption=words)

    async def first_video(self, person: int, words: str, photo: bytes = b"photo") -> None:
        """Let a person ask for the first video, which takes the agreement to the rules."""
        await self.ask(person, words, photo)
        question = await self.server.said(person, "[I agree]")
        await self.server.press(question, person, "I agree")

    def videos(self) -> int:
        """How many have been shown."""
        return len(self.server.made("editMessageMedia"))

    async def until_videos(self, count: int) -> None:
        """Wait until so many have been shown."""
        await self.server.until(lambda: self.videos() >= count, _PATIENCE)


async def measure(folder: Path, runs: int) -> Section:
    """Take all figures; about five minutes for three runs."""
    async with running_bot(folder / "light", "light") as bot:
        for person in _PEOPLE:
            await bot.first_video(person, "0")
        await bot.until_videos(len(_PEOPLE))
        memory = [await _memory_after(bot, count) for count in (_FEW, _MANY)]
        answers = [await _answers(bot) for _ in range(runs)]
        crowd = await _crowd(bot)
        took, last_first = await _queue(bot)
    bare = await _bare(folder)
    async with running_bot(folder / "whole", "whole") as bot:
        await bot.first_video(1, SENTENCE, demo_portrait())
        await bot.until_videos(1)
        videos = [await _video(bot) for _ in range(runs)]
    photo = png(portraits()["drawn"], folder / "photo.png")
    async with warm_pool() as pool:
        alone = [run.whole for run in await repeated(pool, photo, SENTENCE, runs)]
    return _section(memory, answers, crowd, (took, last_first, bare), videos, alone)


async def _memory_after(bot: Bot, count: int) -> float:
    while bot.videos() < count:
        before = bot.videos()
        for person in _PEOPLE:
            await bot.ask(person, "0")
        await bot.until_videos(before + len(_PEOPLE))
    return bot.resident()


async def _answers(bot: Bot) -> float:
    """Everybody asks at the same moment: seconds after which 95 % have an answer."""
    server, videos = bot.server, bot.videos()
    answered = len(server.made("sendMessage"))
    asked = time.monotonic()
    await asyncio.gather(*(bot.ask(person, "0") for person in _PEOPLE))
    await bot.until_videos(videos + len(_PEOPLE))
    calls = server.made("sendMessage")[answered:]
    return quantiles((call.at - asked for call in calls), n=20)[-1]


async def _crowd(bot: Bot) -> tuple[float, float, int, int]:
    """A crowd asks at the same moment.

    So many at once that Telegram's own limit delays some answers.

    Returns:
        Seconds after which half and all of them have an answer, how many have a video in the end,
        and how many calls Telegram refused because there were too many.
    """
    server, shown = bot.server, bot.videos()
    for person in _CROWD:
        await bot.first_video(person, "0")
    shown += len(_CROWD)
    await bot.until_videos(shown)
    answered, refused = len(server.made("sendMessage")), len(server.too_fast)
    asked = time.monotonic()
    await asyncio.gather(*(bot.ask(person, "0") for person in _CROWD))
    await bot.until_videos(shown + len(_CROWD))
    calls = server.made("sendMessage")[answered:]
    seconds = sorted(call.at - asked for call in calls if call.answer == 200)
    with_video = sum(len(server.videos(person)) == 2 for person in _CROWD)
    return median(seconds), seconds[-1], with_video, len(server.too_fast) - refused


async def _queue(bot: Bot) -> tuple[float, int]:
    """Everybody asks for several videos.

    Returns:
        Seconds until all were shown, and how many had been shown when the last person had the
        first one.
    """
    server, before = bot.server, bot.videos()
    began = time.monotonic()
    for person in _PEOPLE:
        for _ in range(_EACH):
            await bot.ask(person, f"{_WORK}")
    await bot.until_videos(before + len(_PEOPLE) * _EACH)
    took = time.monotonic() - began
    waiting, shown = set(_PEOPLE), 0
    for call in server.made("editMessageMedia")[before:]:
        shown += 1
        waiting.discard(int(call.values["chat_id"]))
        if not waiting:
            break
    return took, shown


async def _bare(folder: Path) -> float:
    """The same work with nothing around it but the render children."""
    settings = Settings().model_copy(
        update={"render": Settings().render.model_copy(update={"children": _CHILDREN})}
    )
    request = SpeakRequest(photo=folder / "photo", text=f"{_WORK}")
    async with RenderPool("benchmarks.bot_program:burn", settings) as pool:
        await _make(pool, request, folder, _CHILDREN)  # the children are awake then
        began = time.monotonic()
        await _make(pool, request, folder, len(_PEOPLE) * _EACH)
        return time.monotonic() - began


async def _make(pool: RenderPool, request: SpeakRequest, folder: Path, count: int) -> None:
    targets = (folder / f"{number}.mp4" for number in range(count))
    await asyncio.gather(
        *(pool.render(request, target, on_progress=lambda *_: None) for target in targets)
    )


async def _video(bot: Bot) -> tuple[float, float, float]:
    """Return seconds from a message to its acknowledgement, the question, and the video."""
    server, videos, photo = bot.server, bot.videos(), demo_portrait()
    count = len(server.calls)
    asked = time.monotonic()
    await bot.ask(1, SENTENCE, photo)
    await bot.until_videos(videos + 1)
    done = time.monotonic()
    first = {call.method: call.at for call in reversed(server.calls[count:])}
    return first["sendMessage"] - asked, first["getFile"] - asked, done - asked


@contextlib.asynccontextmanager
async def running_bot(folder: Path, kind: str) -> AsyncIterator[Bot]:
    """Run the bot of that kind (see `benchmarks.bot_program`) beside a local Telegram."""
    async with TelegramServer() as server:
        variables = {
            "TALKING_PHOTO_TELEGRAM__TOKEN": TOKEN,
            "TALKING_PHOTO_TELEGRAM__BASE_URL": server.url,
            "TALKING_PHOTO_TELEGRAM__BASE_FILE_URL": server.url,
        }
        children = _CHILDREN if kind == "light" else 1
        async with bot_process(folder, kind, children, variables) as pid:
            yield Bot(server, pid)


def _section(  # noqa: PLR0917 - each table's figures
    memory: list[float],
    answers: list[float],
    crowd: tuple[float, float, int, int],
    queue: tuple[float, int, float],
    videos: list[tuple[float, float, float]],
    alone: list[float],
) -> Section:
    took, last_first, bare = queue
    milliseconds = Spread.of([1000 * answer for answer in answers]).text(0)
    jobs = len(_PEOPLE) * _EACH
    names = ("acknowledged", "photo asked for", "video in the chat (goal: at most 5)")
    waits = [
        (name, Spread.of([video[part] for video in videos]).text())
        for part, name in enumerate(names)
    ]
    rows = (
        (f"{len(_PEOPLE)} people at once: acknowledged, p95", f"{milliseconds} ms", "300 ms"),
        (
            f"{len(_CROWD)} people at once: acknowledged, half and last",
            f"{crowd[0]:.1f} s, {crowd[1]:.1f} s",
            "-",
        ),
        ("of them with a video in the end", f"{crowd[2]}", f"{len(_CROWD)}"),
        ("calls that Telegram refused as too many", f"{crowd[3]}", "0"),
        (f"{jobs} jobs of {len(_PEOPLE)} people: shown", f"{jobs} in {took:.1f} s", f"{jobs}"),
        ("against the render children alone", f"{bare / took:.0%} of their pace", "80 %"),
        ("everybody had a first video after", f"{last_first} videos", f"{len(_PEOPLE)}"),
        (
            f"memory after {_FEW} and after {_MANY} jobs",
            f"{memory[0]:.0f} MB, {memory[1]:.0f} MB ({memory[1] / memory[0] - 1:+.1%})",
            "+10 %",
        ),
    )
    return Section(
        title="Chat",
        how="The bot as a process of its own, against a local server that speaks the Bot API. "
        f"First table: work that burns {_WORK} s of one core (0 s where the work is not the "
        f"point) in {_CHILDREN} render children, so that it shows the bot, the queue and the "
        "database. Second table: seconds after the message, the built-in portrait says 5 s of "
        "speech, worker warm; least / median / most.",
        tables=(
            Table(header=("what", "measured", "goal"), rows=rows),
            Table(
                header=("5 s of speech", "seconds"),
                rows=(*waits, ("of which rendering, measured alone", Spread.of(alone).text())),
            ),
        ),
        caveats=(
            "The local server keeps Telegram's limits: 30 calls a second in all chats. Of a "
            "crowd, the last are therefore answered after seconds: each needs a call for the "
            "answer, one for the photo and one for the video, and answers go first.",
            "The local server runs on the same cores and takes its share of them; Telegram "
            "itself, and the way to it, add their own time.",
            "Resident memory of the bot process alone; its render children are measured under "
            "Memory.",
        ),
        figures={
            "answers": answers,
            "crowd": crowd,
            "queue": {"seconds": took, "alone": bare, "first videos": last_first},
            "memory": memory,
            "videos": videos,
            "alone": alone,
        },
    )
