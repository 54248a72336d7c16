"""One question to a process of its own, which is gone after its answer."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys

from talking_photo.core.environment import child_environment

_PIECE_BYTES = 256 * 1024


async def ask_process(module: str, question: bytes, *, seconds: float, max_bytes: int) -> bytes:
    """Return what a module answers on its standard output; it applies its sandbox itself.

    Args:
        module: Started with `-m`, without the secrets of this process.
        question: One line for its standard input.
        seconds: After which it is killed.
        max_bytes: Of the answer; one that says more is killed.

    Returns:
        Nothing when it dies, takes too long or says too much.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module),
        env=child_environment(os.environ, network=False),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds):
            return await _exchange(process, question, max_bytes)
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _exchange(process: asyncio.subprocess.Process, question: bytes, max_bytes: int) -> bytes:
    if process.stdin is None or process.stdout is None:
        return b""
    with contextlib.suppress(ConnectionError):  # it is dead, which an empty answer tells
        process.stdin.write(question + b"\n")
        await process.stdin.drain()
    process.stdin.close()
    answer = bytearray()
    while piece := await process.stdout.read(_PIECE_BYTES):
        answer += piece
        if len(answer) > max_bytes:
            return b""
    return bytes(answer) if await process.wait() == 0 else b""
