"""What all marks of a file together say about it."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from talking_photo.core.provenance.credentials import NO_CREDENTIALS, Credentials, CredentialsState
from talking_photo.core.provenance.metadata import DIGITAL_SOURCE_TYPE


class Verdict(StrEnum):
    """Whether a file is one of ours."""

    OURS = "ours"
    """Made here, and not changed since."""
    ALTERED = "altered"
    """Signed, but changed since; or its signature is forged."""
    STRIPPED = "stripped"
    """It has a mark of AI, but no signature: as after a messenger that re-encodes videos."""
    FOREIGN = "foreign"
    """Signed by somebody else."""
    NONE = "none"
    """There is no mark, which proves nothing."""
    UNCHECKED = "unchecked"
    """It could not be checked: it is too large, or reading it took too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a file shows."""

    verdict: Verdict
    credentials: Credentials = NO_CREDENTIALS
    note: bool = False
    """Whether it says in plain that AI made it: a comment, or XMP."""
    speech_mark: bool | None = None
    """Whether its sound has the mark of synthesised speech; None without sound, or too little."""


def judge(credentials: Credentials, *, note: bool, speech_mark: bool | None) -> Verification:
    """Return the verdict on a file with these marks."""
    match credentials.state:
        case CredentialsState.OURS:
            verdict = Verdict.OURS
        case CredentialsState.ALTERED | CredentialsState.UNREADABLE:
            verdict = Verdict.ALTERED
        case CredentialsState.FOREIGN | CredentialsState.EXPIRED:
            verdict = Verdict.FOREIGN
        case CredentialsState.NONE:
            verdict = Verdict.STRIPPED if note or speech_mark else Verdict.NONE
    return Verification(
        verdict=verdict, credentials=credentials, note=note, speech_mark=speech_mark
    )


def has_note(file: BinaryIO) -> bool:
    """Tell whether a comment or XMP in it names AI, whatever container it is in.

    Raises:
        OSError: The file cannot be read.
    """
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as contents:
        return contents.find(DIGITAL_SOURCE_TYPE.encode()) >= 0
