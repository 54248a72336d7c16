"""Reads when something is to happen, as people write it, and in which time zone they live."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from talking_photo.bots import texts
from talking_photo.bots.conversation.languages import folded
from talking_photo.core.errors import RequestError

ZONES = {
    "en": ("Europe/London", "America/New_York", "America/Chicago", "America/Los_Angeles",
           "Asia/Kolkata", "Australia/Sydney"),
    "de": ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich"),
    "es": ("Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Lima"),
    "fr": ("Europe/Paris", "Europe/Brussels", "Europe/Zurich", "America/Toronto"),
    "pt": ("America/Sao_Paulo", "America/Manaus", "Europe/Lisbon"),
    "ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Almaty"),
    "uk": ("Europe/Kyiv", "Europe/Warsaw"),
}  # fmt: skip
"""Time zones of most people of a language, offered as buttons."""
_HOUR = re.compile(r"\b(\d{1,2}) ?(?:h|uhr|год|ч)(?![^\W\d_])\.?(?: ?(\d\d)\b)?", re.IGNORECASE)
_AT_HOUR = re.compile(r"(?<=\s)(um|at|às|as|las|à|в|о|об) (\d{1,2})\s*$", re.IGNORECASE)
_HAS_TIME = re.compile(r"\d:\d\d(?!\d)|\d ?[ap]\.?m\b", re.IGNORECASE)
_MOST_LETTERS = 60


def find_zone(typed: str, language: str) -> str | None:
    """Return the time zone that somebody names by its city or its IANA name."""
    wanted = folded(typed.strip().replace(" ", "_"))
    if not wanted:
        return None
    zones = sorted(available_timezones())
    for zone in zones:
        if folded(zone) == wanted or folded(zone.rpartition("/")[2]) == wanted:
            return zone
    offered = [zone for choices in ZONES.values() for zone in choices]
    written = folded(typed.strip())
    return next((it for it in offered if folded(texts.zone_city(it, language)) == written), None)


def read_moment(typed: str, language: str, zone: str, now: float) -> float:
    """Return the moment that somebody means, in seconds since 1970.

    Args:
        typed: Such as `24 Dec at 8:00`, `24.12. 8 Uhr` or `2026-12-24 08:00`.
        language: In which it is written; English is understood, too.
        zone: The writer's.
        now: Seconds since 1970.

    Raises:
        RequestError: schedule_unclear.
    """
    import dateparser

    text = _HOUR.sub(lambda found: f"{found[1]}:{found[2] or '00'}", typed.strip())
    text = _AT_HOUR.sub(lambda found: f"{found[1]} {found[2]}:00", text)
    if len(text) > _MOST_LETTERS or not _HAS_TIME.search(text):
        raise RequestError("schedule_unclear")
    here = ZoneInfo(zone)
    found = dateparser.parse(
        text,
        languages=list(dict.fromkeys((language, "en"))),
        settings={
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": datetime.fromtimestamp(now, here).replace(tzinfo=None),
        },
    )
    if found is None:
        raise RequestError("schedule_unclear")
    return found.replace(tzinfo=here).astimezone(UTC).timestamp()
