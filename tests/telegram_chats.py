"""The chats of the tests' Telegram: messages and files, kept and described as the Bot API does.

Descriptions and limits are those of tdlib/telegram-bot-api 10.0 (Client.cpp, Client.h).
"""

from __future__ import annotations

import itertools
import json
import time

BOT = {"id": 123456789, "is_bot": True, "first_name": "Talking photo", "username": "talking_bot"}

ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""Who sends what an anonymous administrator writes."""


class Refused(Exception):
    """An answer that is not ok."""

    def __init__(self, code, description, **parameters):
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class Chats:
    """Messages by chat and number, files by id."""

    def __init__(self):
        self.messages: dict[tuple[int, int], dict] = {}
        self.files: dict[str, bytes] = {}
        self._ids = itertools.count(1000)
        self._file_ids = itertools.count(1)

    def videos(self, chat):
        return [m for m in self.of_bot(chat) if "video" in m or "video_note" in m]

    def of_bot(self, chat):
        return [m for (c, _), m in sorted(self.messages.items()) if c == chat and m["from"] == BOT]

    def now(self, message):
        """How a message reads now."""
        return self.messages[message["chat"]["id"], message["message_id"]]

    def buttons(self, message):
        rows = self.now(message).get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def transcript(self, chat):
        """The chat as people see it: one line a message."""
        lines = []
        for (where, number), message in sorted(self.messages.items()):
            if where == chat:
                who = "bot" if message["from"] == BOT else message["from"]["first_name"]
                lines.append(f"{number} {who}: {words_of(message)}")
        return lines

    def written(
        self,
        chat,
        person,
        *,
        reply_to=None,
        album=None,
        forwarded=False,
        anonymous=False,
        **content,
    ):
        """A message of a person, kept.

        Args:
            chat: The chat's id; negative for a group.
            person: Their id, or a dict as the Bot API has for a user.
            reply_to: A message that this one replies to.
            album: media_group_id.
            forwarded: The message comes from somebody else.
            anonymous: They are an administrator who speaks for the group.
            content: `text`, `caption`; `photo`, `voice`, `audio`, `video`, `video_note`,
                `document` as bytes or as (bytes, dict of what the message says of them).

        Returns:
            The message, as the bot gets it.
        """
        message = self._message(chat, ANONYMOUS if anonymous else user_of(person))
        if anonymous:
            message["sender_chat"] = message["chat"]
        for kind, value in content.items():
            if kind in ("text", "caption"):
                message[kind] = value
                message["entities" if kind == "text" else "caption_entities"] = entities_of(value)
            else:
                message[kind] = self._media(kind, value)
        if reply_to is not None:
            message["reply_to_message"] = {
                key: value for key, value in reply_to.items() if key != "reply_to_message"
            }
        if album is not None:
            message["media_group_id"] = album
        if forwarded:
            message["forward_origin"] = {
                "type": "hidden_user",
                "sender_user_name": "Somebody",
                "date": message["date"],
            }
        return message

    def _message(self, chat, sender):
        number = next(self._ids)
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": _chat(chat),
            "from": sender,
        }
        self.messages[chat, number] = message
        return message

    def _post(self, values, **content):
        chat = int(values["chat_id"])
        replied = json.loads(values.get("reply_parameters", "null"))
        if replied and not replied.get("allow_sending_without_reply"):
            self._there(chat, replied["message_id"], "message to be replied not found")
        markup = _markup(values)
        check_text(values.get("caption", "-"), 1024, "message caption is too long")
        message = self._message(chat, BOT)
        message |= content | ({"caption": values["caption"]} if "caption" in values else {})
        if markup:
            message["reply_markup"] = markup
        if replied and (chat, replied["message_id"]) in self.messages:
            earlier = self.messages[chat, replied["message_id"]]
            message["reply_to_message"] = {
                key: value for key, value in earlier.items() if key != "reply_to_message"
            }
        return message

    def _edit(self, message, values, **content):
        markup = _markup(values)
        if message.get("reply_markup") == (markup or None) and all(
            message.get(key) == value for key, value in content.items()
        ):
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        message |= content
        message.pop("reply_markup", None)
        if markup:
            message["reply_markup"] = markup
        return message

    def _mine(self, values):
        chat, number = int(values["chat_id"]), int(values["message_id"])
        message = self._there(chat, number, "message to edit not found")
        if message["from"] != BOT:
            raise Refused(400, "Bad Request: message can't be edited")
        return message

    def _there(self, chat, number, otherwise):
        try:
            return self.messages[chat, number]
        except KeyError:
            raise Refused(400, f"Bad Request: {otherwise}") from None

    def _media(self, kind, value):
        """Keep a file and describe it as the kind of message does."""
        content, said = value if isinstance(value, tuple) else (value, {})
        if isinstance(content, str):  # a file_id that is sent again
            file_id = content
            content = self.files[file_id]
        else:
            file_id = f"file{next(self._file_ids)}"
            self.files[file_id] = content
        about = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_size": len(content),
            **{
                "photo": {"width": 768, "height": 960},
                "voice": {"duration": 2, "mime_type": "audio/ogg"},
                "audio": {"duration": 2, "mime_type": "audio/mpeg"},
                "video": {"width": 640, "height": 640, "duration": 2},
                "video_note": {"length": 240, "duration": 2},
                "document": {},
            }[kind],
            **{key: int(v) if str(v).isdigit() else v for key, v in said.items()},
        }
        if kind == "photo":
            small = about | {"file_id": f"{file_id}s", "width": 90, "height": 90, "file_size": 900}
            self.files.setdefault(f"{file_id}s", b"small")
            return [small, about]
        return about


def user_of(person):
    if isinstance(person, dict):
        return person
    return {
        "id": person,
        "is_bot": False,
        "first_name": f"Person {person}",
        "language_code": "en",
    }


def _chat(chat):
    if chat > 0:
        return {"id": chat, "type": "private", "first_name": f"Person {chat}"}
    return {"id": chat, "type": "supergroup", "title": f"Group {-chat}"}


def entities_of(text):
    if not text.startswith("/"):
        return []
    return [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]


def words_of(message):
    buttons = [
        button["text"]
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
    ]
    kinds = ("photo", "video", "video_note", "voice", "document", "audio")
    shown = [f"<{kind}>" for kind in kinds if kind in message]
    words = [message.get("text", ""), message.get("caption", "")]
    return " ".join([*shown, *filter(None, words), *(f"[{button}]" for button in buttons)])


def _markup(values):
    markup = json.loads(values.get("reply_markup", "null"))
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if len(button.get("callback_data", "").encode()) > 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return markup if markup and markup.get("inline_keyboard") else None


def check_text(text, most, otherwise):
    if not text:
        raise Refused(400, "Bad Request: message text is empty")
    if len(text) > most:
        raise Refused(400, f"Bad Request: {otherwise}")
