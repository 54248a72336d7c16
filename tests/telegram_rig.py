"""A bot in the process of the test, between the local Telegram and a studio that keeps all in
memory.
"""

from __future__ import annotations

import contextlib

from talking_photo.bots.telegram_bot.bot import TelegramBot
from tests.bot_rig import Rig, listening
from tests.telegram_server import TOKEN, TelegramServer


def rig_at(server, video, **sections):
    """A rig of which no bot listens yet."""
    telegram = {"token": TOKEN, "base_url": server.url, "base_file_url": server.url}
    return Rig(server, video, TelegramBot, **({"telegram": telegram} | sections))


@contextlib.asynccontextmanager
async def rig(video, **sections):
    """A rig whose bot listens."""
    async with TelegramServer() as server:
        built = rig_at(server, video, **sections)
        async with listening(built):
            yield built
