"""One statement for all who ask for something at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class SharedStatement(Generic[_Key, _Value]):
    """Reads values by their keys, those that are asked for at the same time together.

    What is asked for while a statement is under way waits for the next one, so that nobody gets
    what was read before they asked. Writes are shared as well: the key is what is written, the
    value what it replaced, and fifty are one transaction.

    Args:
        execute: Returns the values of some keys; those that do not exist are left out.
    """

    def __init__(
        self, execute: Callable[[Collection[_Key]], Awaitable[Mapping[_Key, _Value]]]
    ) -> None:
        self._execute = execute
        self._asked: dict[_Key, list[asyncio.Future[_Value | None]]] = {}
        self._running: asyncio.Task[None] | None = None

    async def get(self, key: _Key) -> _Value | None:
        """Return the value of a key; None when there is none. Raises what `execute` raises."""
        answer: asyncio.Future[_Value | None] = asyncio.get_running_loop().create_future()
        self._asked.setdefault(key, []).append(answer)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="shared statement")
        return await answer

    async def _run(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, {}
                await self._answer(asked)
        finally:
            self._running = None

    async def _answer(self, asked: Mapping[_Key, list[asyncio.Future[_Value | None]]]) -> None:
        try:
            found = await self._execute(asked.keys())
        except Exception as exc:  # noqa: BLE001 - it is raised where it was asked for
            for answer in (answer for answers in asked.values() for answer in answers):
                if not answer.done():
                    answer.set_exception(exc)
            return
        for key, answers in asked.items():
            for answer in answers:
                if not answer.done():  # nobody waits for a cancelled one
                    answer.set_result(found.get(key))
