"""One render child, seen from the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter

from talking_photo.core.environment import child_environment
from talking_photo.core.workers.protocol import MAX_LINE_BYTES, Task, encode_task
from talking_photo.core.workers.render_child import Start
from talking_photo.core.workers.sandbox import SandboxLimits

_MODULE = "talking_photo.core.workers.render_child"
_LOG_BYTES = 4_000


class ChildDied(Exception):
    """The process is gone; what it had started is, too."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code
        """As of `subprocess`: negative for a signal."""


class RenderProcess:
    """A process of its own group with a clean environment, controlled over a socket pair."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        limits: SandboxLimits,
        log: Path,
    ) -> None:
        self._process = process
        self._reader, self._writer = streams
        self._log = log
        self.folder = limits.folder
        """The only one in which it may write."""
        self.network = limits.network
        """Whether it may use a voice that speaks over the network."""
        self.confinement: dict[str, Any] | None = None
        """What the kernel granted; None until it was ready."""
        self.jobs = 0
        """How many it was given."""

    @classmethod
    async def start(cls, start: Start, log: Path, *, package: str) -> Self:
        """Start it for work from that top-level package; that it is ready turns out later."""
        here, there = socket.socketpair()
        with there, log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", _MODULE, str(there.fileno())),
                env=child_environment(
                    os.environ, network=start.limits.network, packages=[package]
                ),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(there.fileno(),),
                # So that what it starts can be ended with it. It cannot leave the group.
                process_group=0,
            )
        streams = await asyncio.open_connection(sock=here, limit=MAX_LINE_BYTES)
        child = cls(process, streams, start.limits, log)
        child._writer.write(TypeAdapter(Start).dump_json(start) + b"\n")
        return child

    @property
    def alive(self) -> bool:
        """Whether nobody has seen it end."""
        return self._process.returncode is None

    async def ready(self) -> None:
        """Ask whether it takes a job, and wait until it does.

        Raises:
            ChildDied: It could not start, or has died since its last job.
        """
        await self._send(b"\n")
        self.confinement = (await self._next()).get("ready")

    async def do(self, task: Task) -> AsyncIterator[dict[str, Any]]:
        """Hand over a job, and give what the child tells about it.

        Raises:
            ChildDied: In the midst of it.
        """
        self.jobs += 1
        await self._send(encode_task(task))
        while True:
            yield await self._next()

    async def answer(self, values: Mapping[str, object]) -> None:
        """Answer what it has asked in the midst of a job."""
        await self._send(json.dumps(values).encode() + b"\n")

    async def end(self) -> int:
        """Kill it and all that it started, if it still runs; remove its files.

        Returns the exit code.
        """
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        exit_code = await self._process.wait()
        self._writer.close()
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)
        return exit_code

    def empty_folder(self) -> None:
        """Remove what the last job left."""
        for left in self.folder.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    def stderr_tail(self) -> str:
        """The end of what it and its libraries printed during the job."""
        try:
            printed = self._log.read_bytes()
        except OSError:
            return ""
        return printed[-_LOG_BYTES:].decode(errors="replace")

    async def _send(self, line: bytes) -> None:
        with contextlib.suppress(ConnectionError):  # it is dead, which the next read tells
            self._writer.write(line)
            await self._writer.drain()

    async def _next(self) -> dict[str, Any]:
        try:
            line = await self._reader.readline()
        except (ConnectionError, ValueError):  # ValueError: a line without end
            line = b""
        if not line.endswith(b"\n"):
            raise ChildDied(await self._exit_code())
        message = json.loads(line)
        if not isinstance(message, dict):
            raise ChildDied(await self._exit_code())
        return message

    async def _exit_code(self) -> int:
        """Wait for the end that the closed socket announced; who only closed it is killed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), 5.0)
        return await self.end()
