"""The command `verify`."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json

from rich.console import Console

from talking_photo.bots.conversation.verification import sentences
from talking_photo.core.provenance.verdict import Verdict, Verification
from talking_photo.core.settings import Settings
from talking_photo.core.workers.verification import verify_file

EXIT_CODES = {
    Verdict.OURS: 0,
    Verdict.FOREIGN: 1,
    Verdict.NONE: 1,
    Verdict.ALTERED: 3,
    Verdict.STRIPPED: 3,
    Verdict.UNCHECKED: 4,
}
_WORST = (3, 4, 1, 0)
"""Of several files the exit code that comes first here."""


def run(chosen: argparse.Namespace, settings: Settings, _console: Console) -> int:
    """Print what the marks of each file show.

    Returns:
        0 when all files are ours and intact, 3 when one was altered, 4 when one could not be
        checked, else 1.

    Raises:
        TalkingPhotoError: A file cannot be read, or the settings name no certificate.
    """
    found = [asyncio.run(verify_file(file, settings)) for file in chosen.files]
    if chosen.json:
        rows = [
            {"file": str(file), **dataclasses.asdict(one)}
            for file, one in zip(chosen.files, found, strict=True)
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))  # noqa: T201 - the result
    else:
        for file, one in zip(chosen.files, found, strict=True):
            _print(str(file), one)
    codes = {EXIT_CODES[one.verdict] for one in found}
    return next(code for code in _WORST if code in codes)


def _print(file: str, found: Verification) -> None:
    print(file)  # noqa: T201 - the result
    for sentence in sentences(found, "en"):
        print(f"  {sentence}")  # noqa: T201 - the result
