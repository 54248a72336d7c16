"""The parts of a message as the library takes them.

Text, buttons, a file, a mark against doubles.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import discord

from talking_photo.bots.conversation.messages import Rows
from talking_photo.core.jobs.job import ChatRef

_ROWS = 5
_IN_A_ROW = 5
"""Buttons of a message (discord.com/developers/docs/components/reference#action-row)."""
_LABEL_LETTERS = 80
_TEXT_LETTERS = 2000
_NONCE_LETTERS = 25

Upload = tuple[str, bytes]
"""Name and contents of a file."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message of ours shows."""

    text: str
    """Cut where a message has room for no more."""
    rows: Rows = ()
    """Buttons."""
    files: tuple[Upload, ...] = ()
    """Shown below the text; up to ten."""
    nonce: str = ""
    """Up to 25 letters: a message to a channel with the one of a moment ago is not sent twice. If
    left out, it is made of the text and of what is answered."""


def view_of(to: ChatRef, rows: Rows) -> discord.ui.View | None:
    """Buttons that tell whom they were shown to; more rows than Discord has are filled up."""
    if not rows:
        return None
    if len(rows) > _ROWS:
        buttons = [button for row in rows for button in row]
        rows = tuple(
            tuple(buttons[at : at + _IN_A_ROW])
            for at in range(0, min(len(buttons), _ROWS * _IN_A_ROW), _IN_A_ROW)
        )
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for button in row:
            label, name = button.label[:_LABEL_LETTERS], f"{button.verb}|{to.user}|{button.value}"
            view.add_item(discord.ui.Button(label=label, custom_id=name, row=number))
    # What is pressed is read from the event, also after a restart: the library need not remember
    # it.
    view.stop()
    return view


def with_view(to: ChatRef, rows: Rows) -> dict[str, Any]:
    """The argument of a call that takes a view or nothing."""
    view = view_of(to, rows)
    return {} if view is None else {"view": view}


def files_of(content: Content) -> list[discord.File]:
    """Anew for each try: what was sent is read to its end."""
    return [discord.File(io.BytesIO(contents), filename=name) for name, contents in content.files]


def cut(text: str) -> str:
    """The text, as far as a message has room for it."""
    return text if len(text) <= _TEXT_LETTERS else f"{text[: _TEXT_LETTERS - 1]}…"


def nonce_of(to: ChatRef, text: str) -> str:
    """The same answer to the same message is the same, also when it is sent after a crash."""
    return hashlib.sha256(f"{to.message} {text}".encode()).hexdigest()[:_NONCE_LETTERS]
