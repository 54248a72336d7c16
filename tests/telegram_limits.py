"""Rate limits of the local Telegram (core.telegram.org/bots/faq, "My bot is hitting limits")."""

from __future__ import annotations

import math
import time
from collections import deque

_FREE = ("getUpdates", "getMe", "setWebhook", "deleteWebhook", "getWebhookInfo")


class Limits:
    """What the bot may call now.

    Telegram says "30 messages per second or so" in all chats, one a second in a chat with "short
    bursts", and 20 a minute in a group. It does not say how large a burst may be: here it is two
    seconds' worth of calls.

    Args:
        per_second: Calls in all chats.
        burst: So many of them may come at once.
    """

    def __init__(self, per_second=30, burst=60):
        self._overall = _Bucket(per_second, burst)
        self._private: dict[int, _Bucket] = {}
        self._groups: dict[int, deque[float]] = {}

    def seconds_to_wait(self, method, values):
        """Count a call; returns the seconds of a 429 when there are too many."""
        if method in _FREE:
            return 0
        chat, waits = values.get("chat_id"), [self._overall.wait()]
        in_chat = method.startswith(("send", "edit")) and method != "sendChatAction"
        if chat is not None and in_chat:
            waits.append(self._private_of(chat).wait() if chat > 0 else self._group_wait(chat))
        if any(waits):
            return math.ceil(max(waits))
        self._overall.level -= 1
        if chat is not None and in_chat:
            if chat > 0:
                self._private_of(chat).level -= 1
            else:
                self._groups[chat].append(time.monotonic())
        return 0

    def _private_of(self, chat):
        return self._private.setdefault(chat, _Bucket(1, 5))

    def _group_wait(self, chat):
        calls, now = self._groups.setdefault(chat, deque()), time.monotonic()
        while calls and calls[0] <= now - 60:
            calls.popleft()
        return 0 if len(calls) < 20 else calls[0] + 60 - now


class _Bucket:
    def __init__(self, per_second, burst):
        self.level = self._burst = burst
        self._per_second, self._at = per_second, time.monotonic()

    def wait(self):
        """Seconds until there is a token."""
        now = time.monotonic()
        self.level = min(self._burst, self.level + (now - self._at) * self._per_second)
        self._at = now
        return max(0, (1 - self.level) / self._per_second)
