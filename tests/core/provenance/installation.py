"""An installation that signs videos, without the processes around it."""

from __future__ import annotations

import datetime as dt

import numpy as np
from PIL import Image

from talking_photo.core.provenance.authority import open_identity, trusted_certificates
from talking_photo.core.provenance.credentials import Origin, Signing, sidecar_of, sign_video
from tests.core.provenance.certificates import settings_of
from tests.makers import sound_file

NOW = dt.datetime.now(dt.UTC)


class Installation:
    """An authority with what it signs."""

    def __init__(self, folder, now=NOW, **more):
        self.settings = settings_of(folder, **more)
        self.identity = open_identity(self.settings, now)
        self.trust = trusted_certificates(self.settings)

    def sign(self, video, photo, kind="image/png", **how):
        """`how`: `max_bytes`, `timestamp_url`, `timestamp_seconds`, `sign` for this one's key."""
        signing = Signing(
            certificates=self.identity.certificates,
            algorithm=self.identity.algorithm,
            when="2026-11-28T12:00:00Z",
            job="job-1",
            timestamp_url=how.get("timestamp_url"),
            timestamp_seconds=how.get("timestamp_seconds", 60.0),
        )
        origin = Origin(photo=photo, photo_kind=kind, speech="synthesized", language="en")
        key = how.get("sign", self.identity.sign)
        return sign_video(video, signing, origin, key, how.get("max_bytes"))

    def signed_webm(self, folder):
        """The contents of a WebM, which signing leaves as they are, and of its credentials."""
        photo, video = folder / "photo.png", folder / "video.webm"
        Image.new("RGB", (8, 8), (200, 100, 50)).save(photo)
        contents = sound_file(np.zeros(4800), 48_000, "webm", "libopus")
        video.write_bytes(contents)
        self.sign(video, photo)
        assert video.read_bytes() == contents
        return contents, sidecar_of(video).read_bytes()
