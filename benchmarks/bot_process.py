"""The program that is measured, as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path


@contextlib.asynccontextmanager
async def bot_process(
    folder: Path, kind: str, children: int, variables: Mapping[str, str]
) -> AsyncIterator[int]:
    """Run `benchmarks.bot_program`, stopped at the end.

    Args:
        folder: For its database and media; is made.
        kind: What it makes; see there.
        children: Of the program, that render.
        variables: Where its platform is.

    Yields:
        The number of the process.
    """
    folder.mkdir()  # noqa: ASYNC240 - nobody waits for it
    own = {
        "TALKING_PHOTO_DATABASE__URL": f"sqlite:///{folder}/bot.db",
        "TALKING_PHOTO_MEDIA__URL": f"{folder}/media",
        "TALKING_PHOTO_WEB__PORT": "0",
        "TALKING_PHOTO_LIMITS__JOBS_PER_DAY": "100000",
        "TALKING_PHOTO_LIMITS__QUEUE_LENGTH": "1000",
        "TALKING_PHOTO_RENDER__CHILDREN": f"{children}",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.bot_program", kind),
        env=os.environ | own | dict(variables),
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()
