"""The commands `provenance show` and `provenance rotate`."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
from urllib.parse import urlsplit

from rich.console import Console

from talking_photo.core.provenance.authority import facts_of, open_identity, rotate
from talking_photo.core.settings import Settings


def run(chosen: argparse.Namespace, settings: Settings, _console: Console) -> int:
    """Print the certificate that signs, or a new one.

    Raises:
        TalkingPhotoError: As `core.provenance.authority`.
    """
    now = dt.datetime.now(dt.UTC)
    act = rotate if chosen.provenance_command == "rotate" else open_identity
    facts = facts_of(act(settings, now), settings)
    if chosen.json:
        print(json.dumps(dataclasses.asdict(facts), default=str, indent=1))  # noqa: T201 - the result
        return 0
    where = str(facts.folder) if facts.own_authority else str(settings.provenance.certificate)
    # The rest of the address may hold a password.
    time_stamps = urlsplit(settings.provenance.timestamp_url or "").hostname or "none"
    signs = "yes" if settings.provenance.credentials else "no (provenance.credentials)"
    for what, value in (
        ("signs videos", signs),
        ("name", facts.name),
        ("issued by", facts.issuer),
        ("SHA-256", facts.fingerprint),
        ("signs until", f"{facts.signs_until:%Y-%m-%d}"),
        ("kept in", where),
        ("time stamps", time_stamps),
    ):
        print(f"{what:13} {value}")  # noqa: T201 - the result
    return 0
