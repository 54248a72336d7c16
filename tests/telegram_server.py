"""A local server that speaks the Bot API over HTTP: what the tests have in place of Telegram.

It keeps chats as Telegram does, answers in Telegram's words, and fails when it is told to.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.telegram_chats import (
    BOT,
    Chats,
    Refused,
    check_text,
    entities_of,
    user_of,
    words_of,
)
from tests.telegram_limits import Limits

TOKEN = "123456789:AAtests-only-tests-only-tests-only-1"
MOST_DOWNLOADED = 20 << 20
_PATIENCE = 120.0
"""Seconds after which a test stops waiting for something that does not come."""


@dataclass
class Call:
    """One request of the bot, and what it was answered."""

    method: str
    values: dict
    files: dict
    at: float
    answer: int | str = 0
    """HTTP status, or `dropped`."""


@dataclass
class Fault:
    """What goes wrong with the next calls of a method (None.

    Of any that says or shows something).
    """

    method: str | None
    kind: str
    """`413`, `429`, `500`, `502`, `page` (no answer of Telegram's), `drop` (not done, connection
    cut), `lose` (done, connection cut), `hold` (done late), or a description of a 400; with `403 `
    before it, of a 403."""
    times: int = 1
    retry_after: int = 1
    chat: int | None = None
    release: asyncio.Event = field(default_factory=asyncio.Event)
    """Ends a `hold`."""
    met: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a call has run into this."""


class TelegramServer(Chats):
    """`async with TelegramServer() as server`; a bot finds it by `server.url` and `TOKEN`."""

    def __init__(self):
        super().__init__()
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.commands: dict[str, list] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.webhook: dict = {}
        self.reactions: list[dict] = []
        self.alerts: list[dict] = []
        self.no_video_notes = False
        self.token_revoked = False
        """Answer every call as @BotFather's /revoke makes Telegram do."""
        self.confirmed = 0
        self.limits: Limits | None = Limits()
        self.too_fast: list[Call] = []
        """Calls that were refused because there were too many."""
        self._updates: deque[dict] = deque()
        self._update_ids = itertools.count(500)
        self._changed = asyncio.Condition()

    async def __aenter__(self):
        app = web.Application(client_max_size=60 << 20)
        app.router.add_route("*", f"/bot{TOKEN}/{{method}}", self._answer)
        app.router.add_route("*", "/bot{token}/{method}", _unauthorized)
        app.router.add_get(f"/file/bot{TOKEN}/{{path:.*}}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, kind, *_exc):
        for fault in self.faults:
            fault.release.set()
        await self._change()
        await self._runner.cleanup()
        if kind is None:
            assert self.too_fast == []

    @property
    def url(self):
        """What stands in place of https://api.telegram.org."""
        return f"http://127.0.0.1:{self.port}"

    # What people do

    async def send(self, chat, person, **message):
        """Let a person send a message; see `Chats.written`."""
        message = self.written(chat, person, **message)
        await self.deliver({"message": message})
        return message

    async def edit(self, message, *, after=10, **content):
        """Let a person change their message, so many seconds after they sent it."""
        changed = self.now(message) | {"edit_date": message["date"] + after} | content
        kind = "caption_entities" if "caption" in content else "entities"
        changed[kind] = entities_of(content.get("caption", content.get("text", "")))
        self.messages[message["chat"]["id"], message["message_id"]] = changed
        await self.deliver({"edited_message": changed})
        return changed

    async def press(self, message, person, words):
        """Let a person press the button of a message whose label or data contains these words."""
        for button in self.buttons(message):
            if words in button["text"] or words == button.get("callback_data"):
                query = {
                    "id": str(next(self._update_ids)),
                    "from": user_of(person),
                    "message": self.now(message),
                    "chat_instance": "1",
                    "data": button["callback_data"],
                }
                await self.deliver({"callback_query": query})
                return
        raise AssertionError(f"no button {words!r} among {self.buttons(message)}")

    async def deliver(self, update):
        """Queue an update for the bot."""
        self._updates.append({"update_id": next(self._update_ids), **update})
        await self._change()

    # What tests look at

    async def until(self, found, patience=_PATIENCE):
        """Wait until `found()` is true after some call or change, and return what it gave."""
        async with asyncio.timeout(patience), self._changed:
            while not (result := found()):
                await self._changed.wait()
            return result

    async def said(self, chat, words, *, after=0):
        """The bot's message in the chat that has these words in text, caption or buttons, when
        there is one.
        """

        def found():
            for message in self.of_bot(chat):
                if message["message_id"] > after and words in words_of(message):
                    return message
            return None

        return await self.until(found)

    async def video(self, chat, count=1):
        """The `count`-th video or round video in the chat, when it is there."""
        return await self.until(
            lambda: self.videos(chat)[count - 1] if len(self.videos(chat)) >= count else None
        )

    def made(self, *methods, chat=None):
        """The calls of these methods, to this chat."""
        return [
            call
            for call in self.calls
            if call.method in methods and chat in (None, call.values.get("chat_id"))
        ]

    def fail(self, method, kind, **more):
        """Let the next call of a method go wrong; see Fault."""
        fault = Fault(method, kind, **more)
        self.faults.append(fault)
        return fault

    # The wire

    async def _answer(self, request):
        method = request.match_info["method"]
        values, files = await _read(request)
        call = Call(method, values, files, time.monotonic())
        if method != "getUpdates":
            self.calls.append(call)
        fault = self._fault_of(call)
        try:
            _go_wrong(_REVOKED if self.token_revoked else fault, request)
            self._keep_limits(call)
            result = await getattr(self, f"_do_{method}", _unknown)(values, files)
        except Refused as exc:
            call.answer = exc.code
            body = {"ok": False, "error_code": exc.code, "description": exc.description}
            if exc.parameters:
                body["parameters"] = exc.parameters
            response = web.json_response(body, status=exc.code)
        except ConnectionResetError:
            call.answer = "dropped"
            raise
        except web.HTTPException as exc:
            call.answer = exc.status
            raise
        else:
            call.answer = 200
            response = web.json_response({"ok": True, "result": result})
        finally:
            if fault is not None:
                fault.met.set()
            if method != "getUpdates":
                await self._change()
        if fault is not None and fault.kind == "lose":
            call.answer = "dropped"
            request.transport.abort()
            raise ConnectionResetError
        if fault is not None and fault.kind == "hold":
            await fault.release.wait()
        return response

    def _keep_limits(self, call):
        wait = self.limits and self.limits.seconds_to_wait(call.method, call.values)
        if wait:
            self.too_fast.append(call)
            _refuse_for(wait)

    def _fault_of(self, call):
        for fault in self.faults:
            fits = fault.method == call.method or (
                fault.method is None and call.method.startswith(("send", "edit"))
            )
            if fits and fault.times > 0 and fault.chat in (None, call.values.get("chat_id")):
                fault.times -= 1
                return fault
        return None

    async def _download(self, request):
        fault = self._fault_of(Call("download", {}, {}, time.monotonic()))
        if fault is not None:
            fault.met.set()
            _go_wrong_with_a_file(fault, request)
        file_id = request.match_info["path"].rsplit("/", 1)[-1].split(".")[0]
        return web.Response(body=self.files[file_id])

    async def _change(self):
        async with self._changed:
            self._changed.notify_all()

    # The methods

    async def _do_getMe(self, values, files):
        return BOT | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def _do_getUpdates(self, values, files):
        if self.webhook.get("url"):
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(values.get("offset", 0))
        while self._updates and self._updates[0]["update_id"] < offset:
            self.confirmed = self._updates.popleft()["update_id"]
            await self._change()
        if not self._updates and float(values.get("timeout", 0)) > 0:
            try:
                async with asyncio.timeout(min(float(values["timeout"]), 50)), self._changed:
                    await self._changed.wait_for(lambda: self._updates)
            except TimeoutError:
                pass
        return list(self._updates)[: int(values.get("limit", 100))]

    async def _do_setWebhook(self, values, files):
        self.webhook = dict(values)
        return True

    async def _do_getWebhookInfo(self, values, files):
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }

    async def _do_deleteWebhook(self, values, files):
        self.webhook = {}
        return True

    async def _do_getFile(self, values, files):
        file_id = values["file_id"]
        if file_id not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        if size > MOST_DOWNLOADED:
            raise Refused(400, "Bad Request: file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_size": size,
            "file_path": f"files/{file_id}.bin",
        }

    async def _do_sendMessage(self, values, files):
        check_text(values.get("text", ""), 4096, "message is too long")
        return self._post(values, text=values["text"])

    async def _do_sendPhoto(self, values, files):
        return self._post(values, photo=self._media("photo", _given(values, files, "photo")))

    async def _do_sendMediaGroup(self, values, files):
        media = json.loads(values["media"])
        if not 2 <= len(media) <= 10:
            raise Refused(400, "Bad Request: wrong number of media in the album")
        messages = []
        for part in media:
            photo = self._media("photo", files[part["media"].removeprefix("attach://")])
            shown = values | ({"caption": part["caption"]} if "caption" in part else {})
            messages.append(self._post(shown, photo=photo))
        return messages

    async def _do_sendVoice(self, values, files):
        return self._post(values, voice=self._media("voice", _given(values, files, "voice")))

    async def _do_sendDocument(self, values, files):
        given = _given(values, files, "document")
        return self._post(values, document=self._media("document", given))

    async def _do_sendVideo(self, values, files):
        said = {key: values[key] for key in ("width", "height", "duration") if key in values}
        media = self._media("video", (_given(values, files, "video"), said))
        return self._post(values, video=media)

    async def _do_sendVideoNote(self, values, files):
        if self.no_video_notes:
            raise Refused(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
        media = self._media("video_note", _given(values, files, "video_note"))
        return self._post(values, video_note=media)

    async def _do_editMessageText(self, values, files):
        check_text(values["text"], 4096, "MESSAGE_TOO_LONG")
        message = self._mine(values)
        if "video" in message:
            raise Refused(400, "Bad Request: there is no text in the message to edit")
        return self._edit(message, values, text=values["text"])

    async def _do_editMessageMedia(self, values, files):
        message = self._mine(values)
        media = json.loads(values["media"])
        kind = media["type"]
        given = files[media["media"].removeprefix("attach://")]
        said = {key: media[key] for key in ("width", "height", "duration") if key in media}
        content = {kind: self._media(kind, (given, said)), "caption": media.get("caption", "")}
        message.pop("text", None)
        return self._edit(message, values, **content)

    async def _do_editMessageReplyMarkup(self, values, files):
        return self._edit(self._mine(values), values)

    async def _do_deleteMessage(self, values, files):
        self._mine(values)
        del self.messages[int(values["chat_id"]), int(values["message_id"])]
        return True

    async def _do_sendChatAction(self, values, files):
        return True

    async def _do_setMessageReaction(self, values, files):
        self.reactions.append(values)
        return True

    async def _do_answerCallbackQuery(self, values, files):
        check_text(values.get("text", "-"), 200, "MESSAGE_TOO_LONG")
        self.alerts.append(values)
        return True

    async def _do_getMyCommands(self, values, files):
        return self.commands.get(_place_of_menu(values), [])

    async def _do_setMyCommands(self, values, files):
        commands = json.loads(values["commands"])
        assert len(commands) <= 100
        assert all(1 <= len(command["description"]) <= 256 for command in commands)
        self.commands[_place_of_menu(values)] = commands
        return True

    async def _do_getMyDescription(self, values, files):
        return {"description": self.descriptions.get(values.get("language_code", ""), "")}

    async def _do_setMyDescription(self, values, files):
        check_text(values["description"], 512, "description is too long")
        self.descriptions[values.get("language_code", "")] = values["description"]
        return True

    async def _do_getMyShortDescription(self, values, files):
        shown = self.short_descriptions.get(values.get("language_code", ""), "")
        return {"short_description": shown}

    async def _do_setMyShortDescription(self, values, files):
        check_text(values["short_description"], 120, "short description is too long")
        self.short_descriptions[values.get("language_code", "")] = values["short_description"]
        return True


def _place_of_menu(values):
    """The language of a menu for all, or the chat that it is for."""
    scope = json.loads(values.get("scope", "{}"))
    return str(scope.get("chat_id", "")) or values.get("language_code", "")


def _given(values, files, name):
    value = values.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        return files[value.removeprefix("attach://")]
    return files.get(name, value)


async def _read(request):
    values, files = {}, {}
    if request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if part.filename:
                files[part.name] = bytes(await part.read())
                values["file_name"] = part.filename
            else:
                values[part.name] = await part.text()
    else:
        values = dict(await request.post())
    for name in ("chat_id", "message_id"):
        if name in values:
            values[name] = int(values[name])
    return values, files


_REVOKED = Fault(None, "401")


def _go_wrong(fault, request):
    if fault is None or fault.kind in ("lose", "hold"):
        return
    if fault.kind == "401":
        raise Refused(401, "Unauthorized")
    if fault.kind == "429":
        _refuse_for(fault.retry_after)
    if fault.kind == "500":
        raise Refused(500, "Internal Server Error")
    if fault.kind == "502":  # as a proxy answers, which knows no JSON
        raise web.HTTPBadGateway(text="<html><h1>502 Bad Gateway</h1></html>")
    if fault.kind == "413":  # as Telegram's own server, or a proxy before it
        raise web.HTTPRequestEntityTooLarge(1, 2, text="<html>413</html>")
    if fault.kind == "page":  # as a portal that wants to be paid
        raise web.HTTPOk(text="<html><h1>Welcome</h1></html>")
    if fault.kind == "drop":
        request.transport.abort()
        raise ConnectionResetError
    code, _, description = fault.kind.partition(" ")
    if code == "403":
        raise Refused(403, f"Forbidden: {description}")
    raise Refused(400, f"Bad Request: {fault.kind}")


def _refuse_for(seconds):
    raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _go_wrong_with_a_file(fault, request):
    if fault.kind == "drop":
        request.transport.abort()
        raise ConnectionResetError
    raise web.HTTPInternalServerError


async def _unauthorized(request):
    body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    return web.json_response(body, status=401)


async def _unknown(values, files):
    raise Refused(404, "Not Found: method not found")
