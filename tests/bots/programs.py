"""A whole program under the hand of a test: one process after another, over the same database."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys

from tests.bots.crashing import CLOSED

_CLOSED = f"{CLOSED}\n".encode()


class Program:
    """Runs `tests.bots.crashing` for a platform; `variables` say where that is."""

    def __init__(self, platform, folder, variables):
        self.trap = folder / "trap"
        self._database = folder / "test.db"
        self._platform = platform
        self._variables = {
            "TALKING_PHOTO_DATABASE__URL": f"sqlite:///{self._database}",
            "TALKING_PHOTO_MEDIA__URL": str(folder / "media"),
            "TALKING_PHOTO_WEB__PORT": "0",
            "TALKING_PHOTO_WORKER__POLL_SECONDS": "0.2",
            # the work of these children talks to the test by files, and kills its parent
            "TALKING_PHOTO_RENDER__SANDBOX": "false",
            "TALKING_PHOTO_WORKER__DEAD_AFTER_SECONDS": "1",
            "TRAP": str(self.trap),
        } | variables
        self.pid = None

    async def __aenter__(self):
        self._launcher = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bots.crashing", self._platform),
            env=os.environ | self._variables,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return self

    async def __aexit__(self, *_exc):
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)
        self._launcher.stdin.close()
        await self._launcher.wait()

    async def start(self):
        self._launcher.stdin.write(b"start\n")
        self.pid = await self._number()

    async def over(self):
        """Wait for the end of the process; returns its exit code."""
        code = await self._number()
        self.pid = None
        return code

    async def terminate(self):
        os.kill(self.pid, signal.SIGTERM)
        return await self.over()

    async def quiet(self):
        """Wait until every job is closed and every update handled."""
        busy = """
            select exists(select 1 from jobs where state in ('queued', 'running', 'rendered'))
                or exists(select 1 from updates where not handled)
        """
        async with asyncio.timeout(30):
            with contextlib.closing(sqlite3.connect(self._database)) as connection:
                while connection.execute(busy).fetchone()[0]:
                    assert await self._launcher.stdout.readline() == _CLOSED

    async def _number(self):
        """The next number that is printed."""
        while (line := await self._launcher.stdout.readline()) == _CLOSED:
            pass
        return int(line)
