"""A bot in the process of the test, between the local Discord and a studio that keeps all in
memory.
"""

from __future__ import annotations

import contextlib

from talking_photo.bots.discord_bot.bot import DiscordBot
from tests.bot_rig import Rig, listening
from tests.discord_server import DiscordServer


def rig_at(server, video, **sections):
    """A rig of which no bot listens yet."""
    own = server.settings(**sections.pop("discord", {}))
    return Rig(server, video, DiscordBot, discord=own, **sections)


@contextlib.asynccontextmanager
async def rig(video, *, may_see_content=False, **sections):
    """A rig whose bot listens.

    At its end nothing is left that looks as if an answer would come.
    """
    async with DiscordServer() as server:
        server.gateway.may_see_content = may_see_content
        built = rig_at(server, video, **sections)
        async with listening(built):
            yield built
            await server.settled()
        assert server.thinking() == []
