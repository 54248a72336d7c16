"""Signing between a render child, which has the video, and the pool, which has the key.

The child asks for the certificates, builds what is to be signed and asks for a signature of it.
Whoever takes a child over while it decodes a photo finds no key in it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace

from talking_photo.core.intake.kind import kind_of
from talking_photo.core.intake.story import StoryRequest
from talking_photo.core.model import Video
from talking_photo.core.provenance.authority import SigningIdentity, open_identity
from talking_photo.core.provenance.credentials import Origin, Signing, sign_video
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings

ASKS = frozenset(("identity", "sign", "unstamped"))
"""Keys of the messages with which a child asks the pool."""
MAX_ASKS = 8
"""For one video: the certificates, a signature, and again without what did not work, which the
last one tells."""
_MAX_BYTES = 65_536
"""Of what is signed: a claim's hash with the certificates."""
_SIGNATURE_1 = b"\x84\x6aSignature1"
"""How the structure begins that COSE signs (RFC 9052, 4.4). Nothing else is signed."""
_HEAD_BYTES = 512
_PAUSE_SECONDS = 300.0
"""How long a service for time stamps is not asked after it gave none."""

_log = logging.getLogger(__name__)

Ask = Callable[[Mapping[str, str]], Mapping[str, str]]


def sign_made_video(
    video: Video, request: SpeakRequest | StoryRequest, ask: Ask, timestamp_seconds: float
) -> Video:
    """Sign the video, in the child, and return it with its new size and hash.

    Args:
        video: The finished one.
        request: What it was made of.
        ask: Sends a question to the pool, and returns its answer.
        timestamp_seconds: How long a service for time stamps is waited for.

    Raises:
        RenderError: signing_failed.
        OSError: The file cannot be written.
    """
    identity = ask({"identity": "?"})
    with request.photo.open("rb") as file:
        kind = kind_of(file.read(_HEAD_BYTES))
    spoken_by = video.spoken_by
    stamped = sign_video(
        video.path,
        Signing(**identity, timestamp_seconds=timestamp_seconds),
        Origin(
            photo=request.photo,
            photo_kind=f"image/{kind}",
            speech=str(video.speech_source),
            language=None if spoken_by is None else spoken_by.language,
        ),
        lambda data: _signature(data, ask),
        request.max_bytes,
    )
    if not stamped:
        ask({"unstamped": "?"})
    with video.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return replace(video, bytes=video.path.stat().st_size, sha256=sha256)


def _signature(data: bytes, ask: Ask) -> bytes:
    return base64.b64decode(ask({"sign": base64.b64encode(data).decode()})["signature"])


class TimestampService:
    """Whether the service for time stamps is asked; one for all children of a pool.

    Args:
        url: Its address, if the operator names one.
        clock: Seconds that only grow.
    """

    def __init__(self, url: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._asked_again = 0.0

    def url_for(self, job: str) -> str | None:
        """Return its address; None when there is none, or while it is not asked."""
        if self._url is not None and self._clock() < self._asked_again:
            _log.warning("job %s: no time stamp: the service gave none a short time ago", job)
            return None
        return self._url

    def failed(self, job: str) -> None:
        """Do not ask it for a while: it gave a job no time stamp."""
        self._asked_again = self._clock() + _PAUSE_SECONDS
        _log.warning(
            "job %s: no time stamp from provenance.timestamp_url, which is not asked for %.0f s",
            job,
            _PAUSE_SECONDS,
        )


class VideoSigner:
    """Answers a child, in the pool; one for each video.

    Args:
        settings: The operator's.
        job: The name of the job, which becomes part of the credentials.
        timestamps: The service for time stamps.
    """

    def __init__(self, settings: Settings, job: str, timestamps: TimestampService) -> None:
        self._settings = settings
        self._job = job
        self._timestamps = timestamps
        self._identity: SigningIdentity | None = None
        self._asked = 0

    def answer(self, message: Mapping[str, object]) -> Mapping[str, str]:
        """Return the answer to a message of a child; it reads and may make files.

        Raises:
            SettingsError: As `open_identity`.
            StorageError: As `open_identity`.
            ValueError: No child of ours asks this.
        """
        self._asked += 1
        if self._asked > MAX_ASKS:
            raise ValueError("too many signatures")
        if "unstamped" in message:
            self._timestamps.failed(self._job)
            return {}
        now = dt.datetime.now(dt.UTC)
        if self._identity is None:
            self._identity = open_identity(self._settings, now)
        if "sign" not in message:
            signing = Signing(
                certificates=self._identity.certificates,
                algorithm=self._identity.algorithm,
                when=f"{now:%Y-%m-%dT%H:%M:%SZ}",
                job=self._job,
                timestamp_url=self._timestamps.url_for(self._job),
            )
            return {
                name: value for name, value in asdict(signing).items() if isinstance(value, str)
            }
        data = base64.b64decode(str(message["sign"]), validate=True)
        if len(data) > _MAX_BYTES or not data.startswith(_SIGNATURE_1):
            raise ValueError("this is no claim")
        return {"signature": base64.b64encode(self._identity.sign(data)).decode()}
