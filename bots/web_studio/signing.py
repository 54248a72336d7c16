"""The key of this installation, and what is signed with it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from talking_photo.core.errors import StorageError
from talking_photo.core.jobs.media_keys import shared_key
from talking_photo.core.jobs.ports import MediaStore

_KEY = shared_key("studio.key")
_BYTES = 32


class SigningKey:
    """A random key, made by the first process and shared through the media store.

    Args:
        media: Where it is kept.
    """

    def __init__(self, media: MediaStore) -> None:
        self._media = media
        self._key = b""

    async def load(self) -> None:
        """Read the key, or make it.

        Raises:
            StorageError: media_unreachable.
        """
        try:
            self._key = await self._media.get(_KEY)
        except StorageError as exc:
            if exc.code != "media_missing":
                raise
            await self._media.put(_KEY, secrets.token_bytes(_BYTES))
            self._key = await self._media.get(_KEY)  # of two that make one, the last one counts

    def sign(self, purpose: str, *parts: str) -> str:
        """Return a signature, safe in addresses; another purpose has another one."""
        return base64.urlsafe_b64encode(self.derive(purpose, *parts)).decode().rstrip("=")

    def derive(self, purpose: str, *parts: str) -> bytes:
        """Return a secret of 32 bytes that need not be stored: it is the same each time."""
        message = "\0".join((purpose, *parts)).encode()
        return hmac.digest(self._key, message, hashlib.sha256)

    def is_signed(self, signature: str, purpose: str, *parts: str) -> bool:
        """Tell whether a signature is ours; takes as long for a wrong one as for a right one."""
        expected = self.sign(purpose, *parts).encode()
        return hmac.compare_digest(signature.encode(errors="replace"), expected)
