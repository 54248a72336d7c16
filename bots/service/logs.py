"""The log of a running bot: one JSON object a line, without tokens, passwords and users' words."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime

_SECRETS = (
    # A token of Telegram. No word boundary before it: in an address it follows on "bot".
    (re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}"), "[token]"),
    # A token of Discord, and one to answer an interaction with, which stands in addresses.
    (re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), "[token]"),
    (re.compile(r"(?<=/webhooks/)\d+/[\w-]+"), "[token]"),
    (re.compile(r"(?<=://)[^/@\s:]+:[^/@\s]+(?=@)"), "[login]"),
)
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


def log_as_json() -> None:
    """Send all logs of this process to the standard error, as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class JsonFormatter(logging.Formatter):
    """Writes a record as a JSON object: time, level, logger, message, and job and frames if there are."""

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
        return without_secrets(json.dumps(said, ensure_ascii=False))


def without_secrets(text: str) -> str:
    """The text with tokens and passwords blotted out."""
    for pattern, blot in _SECRETS:
        text = pattern.sub(blot, text)
    return text


def _frames_of(error: BaseException) -> str:
    """Types and places of an error and its causes; a message might quote what a user wrote."""
    told = []
    cause: BaseException | None = error
    while cause is not None:
        frames = "".join(traceback.format_tb(cause.__traceback__))
        told.append(f"{type(cause).__qualname__}\n{frames}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "caused by ".join(told)
