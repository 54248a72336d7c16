"""The gateway of the tests' Discord.

One websocket after another for one bot, and the events that it is sent.

From github.com/discord/discord-api-docs, developers/events/gateway and
developers/topics/opcodes-and-status-codes.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import zlib

from aiohttp import WSMsgType, web

from tests.discord_world import APPLICATION, BOT, shown

DISPATCH, HEARTBEAT, IDENTIFY, RESUME = 0, 1, 2, 6
RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 9, 10, 11
_GUILDS, _GUILD_MESSAGES, _DIRECT_MESSAGES, _CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
_HIDDEN = ("content", "attachments", "embeds", "components")
_PIECE = 600
"""Bytes; what is longer comes in two messages of the websocket, as Discord may send it."""


class Session:
    """What a bot that has identified itself was sent; outlives its websocket."""

    def __init__(self, name, intents):
        self.name = name
        self.intents = intents
        self.sent = []
        """Events in order; the first has number 1."""


class Connection:
    """A websocket, and the session that goes on over it."""

    def __init__(self, socket, *, compressed):
        self.socket = socket
        self.session: Session | None = None
        self._compressor = zlib.compressobj() if compressed else None
        self._turn = asyncio.Lock()

    async def send(self, payload):
        try:
            async with self._turn:
                await self._send(json.dumps(payload))
        except (ConnectionError, RuntimeError):
            self.session = None  # it hears the rest when it comes back

    async def _send(self, text):
        if self._compressor is None:
            await self.socket.send_str(text)
            return
        packed = self._compressor.compress(text.encode())
        packed += self._compressor.flush(zlib.Z_SYNC_FLUSH)
        middle = len(packed) // 2 if len(packed) > _PIECE else 0
        for piece in filter(None, (packed[:middle], packed[middle:])):
            await self.socket.send_bytes(piece)

    async def dispatch(self, number, event, data):
        await self.send({"op": DISPATCH, "t": event, "s": number, "d": data})


class Gateway:
    """Tells the processes of the one bot of these tests what happens.

    Args:
        world: What is there.
        token: The bot's.
        changed: Called after each change that a test may wait for.
    """

    def __init__(self, world, token, changed):
        self._world = world
        self._token = token
        self._changed = changed
        self._sessions: dict[str, Session] = {}
        self._numbers = itertools.count(1)
        self._connections: list[Connection] = []
        self.incoming: list[int] = []
        """The opcodes that came from the bot."""
        self.refuses: int | None = None
        """A close code that everybody who identifies gets."""
        self.away = False
        """Nobody is let in at all."""
        self.may_see_content = False
        """The switch of the developer portal."""
        self.heartbeat_ms = 41_250
        self.closed_with: int | None = None
        """How the bot closed the last websocket."""

    @property
    def listens(self):
        return any(connection.session for connection in self._connections)

    # What happens to all connections

    async def drop(self):
        """Cut the connection without a word."""
        for connection in self._connections:
            connection.session = None
            connection.socket._req.transport.abort()

    async def close(self, code):
        """Close the connection in request."""
        for connection in list(self._connections):
            await connection.socket.close(code=code)

    async def send_away(self):
        """Ask the bot to connect again and to go on."""
        for connection in list(self._connections):
            await connection.send({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable):
        """Tell the bot that its session is over, or only broken."""
        if not resumable:
            self._sessions.clear()
        for connection in list(self._connections):
            await connection.send({"op": INVALID_SESSION, "d": resumable})

    # Events

    async def tell(self, event, data):
        """Tell an event to whoever listens.

        One who is away for a moment hears it on coming back.
        """
        for session in list(self._sessions.values()):
            await self._tell(session, event, data)

    async def tell_of_message(self, message, event="MESSAGE_CREATE"):
        """Tell of a message that the bot may see; without the intent, not of what is in it."""
        channel = int(message["channel_id"])
        guild = self._world.guild_of(channel)
        if int(message["id"]) in self._world.readers or (guild and not guild["bot_is_in"]):
            return
        for session in list(self._sessions.values()):
            wanted = _DIRECT_MESSAGES if guild is None else _GUILD_MESSAGES
            if not session.intents & wanted:
                return
            seen = self.seen(message, session.intents)
            if guild is not None:
                seen |= {"guild_id": guild["id"], "member": self._member()}
            await self._tell(session, event, seen)

    def seen(self, message, intents=None):
        """How a message looks to the bot: its contents only where these are its affair.

        developers/events/gateway#message-content-intent lists the exceptions.
        """
        allowed = self.may_see_content if intents is None else intents & _CONTENT
        mine = message["author"]["id"] == BOT["id"]
        direct = self._world.guild_of(int(message["channel_id"])) is None
        meant = any(user["id"] == BOT["id"] for user in message["mentions"])
        seen = dict(message)
        if not (allowed or mine or direct or meant):
            seen |= {key: "" if key == "content" else [] for key in _HIDDEN}
        if seen.get("referenced_message"):
            seen["referenced_message"] = self.seen(seen["referenced_message"], intents)
        return seen

    # The wire

    async def connect(self, request):
        """Answer a websocket until it is closed."""
        if self.away:
            raise web.HTTPServiceUnavailable
        assert request.query["v"] == "10"
        assert request.query["encoding"] == "json"
        compress = request.query.get("compress")
        assert compress in (None, "zlib-stream")
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        connection = Connection(socket, compressed=bool(compress))
        self._connections.append(connection)
        await connection.send({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._hear(connection, json.loads(message.data))
        self._connections.remove(connection)
        self.closed_with = socket.close_code
        await self._changed()
        return socket

    async def _hear(self, connection, said):
        operation, data = said["op"], said["d"]
        self.incoming.append(operation)
        if operation == HEARTBEAT:
            await connection.send({"op": HEARTBEAT_ACK})
        elif data["token"] != self._token:
            await connection.socket.close(code=4004, message=b"Authentication failed.")
        elif operation == IDENTIFY:
            await self._identify(connection, data)
        elif operation == RESUME:
            await self._resume(connection, data)
        else:
            await connection.socket.close(code=4001, message=b"Unknown opcode.")
        await self._changed()

    async def _identify(self, connection, data):
        if self.refuses is not None:
            await connection.socket.close(code=self.refuses)
        elif data["intents"] & _CONTENT and not self.may_see_content:
            await connection.socket.close(code=4014, message=b"Disallowed intent(s).")
        else:
            name = f"session{next(self._numbers)}"
            session = self._sessions[name] = Session(name, data["intents"])
            connection.session = session
            assert data["intents"] & _GUILDS
            await self._tell(session, "READY", self._ready(name))
            for guild in self._world.guilds.values():
                if guild["bot_is_in"]:
                    await self._tell(session, "GUILD_CREATE", self._guild(guild))

    async def _resume(self, connection, data):
        session = self._sessions.get(data["session_id"])
        if session is None or data["seq"] > len(session.sent):
            await connection.send({"op": INVALID_SESSION, "d": False})
            return
        number = data["seq"]
        while number < len(session.sent):
            await connection.dispatch(number + 1, *session.sent[number])
            number += 1
        connection.session = session
        await self._tell(session, "RESUMED", {})

    async def _tell(self, session, event, data):
        session.sent.append((event, data))
        for connection in self._connections:
            if connection.session is session:
                await connection.dispatch(len(session.sent), event, data)

    def _ready(self, name):
        return {
            "v": 10,
            "user": BOT | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0},
            "guilds": [
                {"id": guild["id"], "unavailable": True}
                for guild in self._world.guilds.values()
                if guild["bot_is_in"]
            ],
            "session_id": name,
            "resume_gateway_url": f"{self._world.url.replace('http', 'ws', 1)}/gateway",
            "session_type": "normal",
            "private_channels": [],
            "application": {"id": str(APPLICATION), "flags": 0},
        }

    def _guild(self, guild):
        places = [c for c in self._world.channels.values() if c.get("guild_id") == guild["id"]]
        return {
            "id": guild["id"],
            "name": guild["name"],
            "icon": None,
            "owner_id": "1",
            "roles": [],
            "emojis": [],
            "features": [],
            "preferred_locale": guild["locale"],
            "premium_tier": 0,
            "joined_at": self._world.stamp(),
            "large": False,
            "unavailable": False,
            "member_count": 9,
            "voice_states": [],
            "members": [{"user": shown(BOT)} | self._member()],
            "channels": [place for place in places if place["type"] == 0],
            "threads": [place for place in places if place["type"] == 11],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
        }

    def _member(self):
        return {
            "roles": [],
            "joined_at": self._world.stamp(),
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
