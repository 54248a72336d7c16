"""Waiting for what becomes of a connection, without looking again and again."""

import asyncio


async def until(connection, found):
    """Wait until this holds after some change of the connection."""
    changed = asyncio.Event()

    def telling(method):
        def call(*values):
            result = method(*values)
            changed.set()
            return result

        return call

    for name in ("lost", "restored", "next_pause"):
        setattr(connection, name, telling(getattr(connection, name)))
    async with asyncio.timeout(30):
        while not found():
            changed.clear()
            await changed.wait()


async def until_problem(connection, problem):
    """Wait until the platform is not connected for this reason; None until it is connected."""
    await until(connection, lambda: connection.problem == problem)
