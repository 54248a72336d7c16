"""The log of a running bot: one JSON object a line, without tokens, passwords and users' words."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Collection
from datetime import UTC, datetime
from urllib.parse import quote

_GUARDED = "password|passwd|pwd|secret|token|signature|credential|api_?key|access_?key"
_SECRETS = (
    # A token of Telegram. No word boundary before it: in an address it follows on "bot".
    (re.compile(r"\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE), "[token]"),
    # A token of Discord, and those to answer an interaction or to write to a channel with.
    (re.compile(r"[\w-]{18,30}\.[\w-]{6,7}\.[\w-]{27,}"), "[token]"),
    (re.compile(r"(?<=/webhooks/)\d+/[\w.-]+"), "[token]"),
    (re.compile(r"(?<=/interactions/)\d+/[\w.-]+"), "[token]"),
    # The user and the password of an address; a password may hold "/" and "@".
    (re.compile(r"(?<=://)[^\s\"'<>\\]*@"), "[login]@"),
    # A parameter of an address: ?key=, &X-Amz-Signature=, ;password=
    (
        re.compile(
            rf"([?&;](?:[\w%.-]*(?:{_GUARDED})[\w%.-]*|key|sig)=)[^\s&;\"'<>\\]+",
            re.IGNORECASE,
        ),
        r"\1[secret]",
    ),
    # The same as a setting: password=..., "secret": "...", AWS_SECRET_ACCESS_KEY=...
    (
        re.compile(
            rf"(\b\w*(?:{_GUARDED})\w*(?:=|\\?[\"']\s*:\s*)\\?[\"']?)[^\s,;&\"'<>\\]+",
            re.IGNORECASE,
        ),
        r"\1[secret]",
    ),
    (re.compile(r"(\bauthorization\W{1,6}\w+\s+)[^\s\"'<>\\]+", re.IGNORECASE), r"\1[secret]"),
    # The id of an access key of AWS.
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), "[key]"),
)
_LEAST_SECRET = 6
"""Characters; a shorter secret of the settings would blot out ordinary words."""
_TALKATIVE = (
    "httpx",
    "httpcore",
    "aiohttp.access",
    "alembic",
    "dbos",
    "discord",
    "apscheduler",
    "PIL",
)
"""They log every request or step; httpx even the whole address, in which Telegram has the token.
dbos tells at each start that SQLite is for development; our jobs are tested to survive on it."""
_QUOTING = "telegram.request"
"""Logs each answer that is no JSON, such as a proxy's page, word for word and with a trace. The
adapter logs that a call failed, and how."""


def log_as_json(secrets: Collection[str] = ()) -> None:
    """Send all logs of this process to the standard error, as JSON.

    Args:
        secrets: Values that must stand nowhere in it, whatever they look like.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(_QUOTING).setLevel(logging.CRITICAL)


class JsonFormatter(logging.Formatter):
    """Writes a record as a JSON object.

    Time, level, logger, message, and job and frames if there are.
    """

    def __init__(self, secrets: Collection[str] = ()) -> None:
        super().__init__()
        self._secrets = known_secrets(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """One line, free of secrets."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        job = getattr(record, "job", None)
        if job is not None:
            said["job"] = str(job)
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = _frames_of(record.exc_info[1])
        return without_secrets(json.dumps(said, ensure_ascii=False), self._secrets)


class RedactingFormatter(logging.Formatter):
    """Writes a record as text for a terminal, tracebacks included, free of secrets."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        super().__init__(logging.BASIC_FORMAT)
        self._secrets = known_secrets(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Some lines, free of secrets."""
        return without_secrets(super().format(record), self._secrets)


def known_secrets(secrets: Collection[str]) -> re.Pattern[str] | None:
    """Return a pattern of these values, plain and as encoded in an address or in JSON."""
    forms = {
        form
        for secret in secrets
        if len(secret) >= _LEAST_SECRET
        for form in (secret, quote(secret, safe=""), json.dumps(secret, ensure_ascii=False)[1:-1])
    }
    return (
        re.compile("|".join(re.escape(one) for one in sorted(forms, key=len, reverse=True)))
        if forms
        else None
    )


def without_secrets(text: str, known: re.Pattern[str] | None = None) -> str:
    """Return the text with tokens, keys and passwords blotted out."""
    if known is not None:
        text = known.sub("[secret]", text)
    for pattern, blot in _SECRETS:
        text = pattern.sub(blot, text)
    return text


def _frames_of(error: BaseException) -> str:
    """Types and places of an error and its causes; a message might quote what a user wrote."""
    causes = []
    cause: BaseException | None = error
    while cause is not None:
        frames = "".join(traceback.format_tb(cause.__traceback__))
        causes.append(f"{type(cause).__qualname__}\n{frames}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "caused by ".join(causes)
