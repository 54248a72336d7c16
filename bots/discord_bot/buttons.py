"""The buttons below a message, as Discord has them."""

from __future__ import annotations

import discord

from bots.chat import Rows
from core.job import ChatRef

_ROWS = 5
_IN_A_ROW = 5
"""Buttons of a message (discord.com/developers/docs/components/reference#action-row)."""
_LABEL_LETTERS = 80


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
    # What is pressed is read from the event, also after a restart: the library need not remember it.
    view.stop()
    return view
