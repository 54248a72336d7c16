"""How long the token of an interaction can be used.

In the process that received it by the monotonic clock.
"""

from __future__ import annotations

import functools
import secrets
import time

import discord

from talking_photo.core.jobs.job import ChatRef

_LIFE_SECONDS = 15 * 60.0
_SPARE_SECONDS = 5.0
"""A token that is over so soon is not begun with."""


def secret_of(interaction: discord.Interaction) -> dict[str, str]:
    """Return what is needed to answer, and until when that can be done.

    Another process, after a restart, has only the time of day to go by. Here the time of day may
    be set while the token lives, so what is left of its life is counted from now on.
    """
    expires = interaction.expires_at.timestamp()
    left = min(max(expires - time.time(), 0.0), _LIFE_SECONDS)
    return {
        "application": str(interaction.application_id),
        "token": interaction.token,
        "until": str(expires),
        "process": _this_process(),
        "deadline": str(time.monotonic() + left),
    }


def is_open(to: ChatRef) -> bool:
    """Return whether there is a token that can still be used to answer."""
    return "until" in to.secret and seconds_left(to) > 0


def seconds_left(to: ChatRef) -> float:
    """Return how long the token can still be used; infinite where none is needed."""
    if to.secret.get("process") == _this_process():
        left = float(to.secret["deadline"]) - time.monotonic()
    else:
        left = float(to.secret.get("until", "inf")) - time.time()
    return left - _SPARE_SECONDS


@functools.cache
def _this_process() -> str:
    """Return a name that no other process has, before or after this one."""
    return secrets.token_hex(8)
