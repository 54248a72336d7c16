"""Tokens of the API, one-time links by which people of the chats sign in, and sessions."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence

from talking_photo.core.errors import SettingsError
from talking_photo.core.jobs.job import AccessToken, DailyLimits, PersonId
from talking_photo.core.jobs.stores import TokenStore

_PREFIX = "tp"
"""By which a token that was published by mistake is recognised."""
_ID_BYTES = 10
_SECRET_BYTES = 32
_NAME_LETTERS = 60
_USED_EVERY_SECONDS = 60.0
"""The time of the last use is stored no more often."""
LINK_SECONDS = 600.0
"""A link to sign in expires after so long."""
SESSION_SECONDS = 90 * 24 * 3600.0
"""Of a browser in which somebody gave a token."""
LINKED_SECONDS = 7 * 24 * 3600.0
"""Of one that came by a link from a chat, where another link is easily had."""


class TokenService:
    """Creates, checks and revokes tokens, links and sessions; stores nothing that opens a door.

    Secrets have 256 random bits, so that a plain SHA-256 protects them as well as a slow hash.

    Args:
        store: Where the digests are kept.
        clock: Seconds since 1970.
    """

    def __init__(self, store: TokenStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    async def create(self, name: str, limits: DailyLimits) -> str:
        """Create a token; what is returned cannot be had again.

        Raises:
            SettingsError: token_name_wrong(limit) or token_name_taken(name).
        """
        if not (0 < len(name) <= _NAME_LETTERS and name.isprintable() and name == name.strip()):
            raise SettingsError("token_name_wrong", limit=_NAME_LETTERS)
        number = base64.b32encode(secrets.token_bytes(_ID_BYTES)).decode().lower()
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        token = AccessToken(
            id=number,
            name=name,
            digest=_digest(secret),
            created=self._clock(),
            limits=limits,
        )
        if not await self._store.add(token):
            raise SettingsError("token_name_taken", name=name)
        return f"{_PREFIX}_{number}_{secret}"

    async def all(self) -> Sequence[AccessToken]:
        """Return every token, by name."""
        return await self._store.all()

    async def named(self, name: str) -> AccessToken:
        """Return the token of a name.

        Raises:
            SettingsError: token_unknown(name).
        """
        for token in await self._store.all():
            if token.name == name:
                return token
        raise SettingsError("token_unknown", name=name)

    async def revoke(self, token: AccessToken) -> None:
        """Let nobody in by a token any more, nor by a session that began with it."""
        await self._store.remove(token.id)
        await self._store.end_sessions(subject_of_token(token))

    async def find(self, token_id: str) -> AccessToken | None:
        """Return a token that is not revoked, and note that it is used."""
        token = await self._store.find(token_id)
        return None if token is None else await self._noted(token)

    async def check(self, text: str) -> AccessToken | None:
        """Return the token that a text is; None when it is none, or was revoked."""
        prefix, _, rest = text.partition("_")
        number, _, secret = rest.partition("_")
        if prefix != _PREFIX or not secret:
            return None
        token = await self._store.find(number)
        if token is None or not hmac.compare_digest(token.digest, _digest(secret)):
            return None
        return await self._noted(token)

    async def create_link(self, person: PersonId) -> str:
        """Return the secret of a link by which a person can sign in once, within LINK_SECONDS."""
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        await self._store.add_link(_digest(secret), person, self._clock() + LINK_SECONDS)
        return secret

    async def redeem_link(self, secret: str) -> PersonId | None:
        """Return whose link it is, which is of no use afterwards; None for none of ours."""
        return await self._store.redeem_link(_digest(secret), self._clock())

    async def begin_session(self, subject: str, seconds: float) -> str:
        """Return the secret of a new session of a browser."""
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        await self._store.add_session(_digest(secret), subject, self._clock() + seconds)
        return secret

    async def session(self, secret: str) -> str | None:
        """Return whose session it is; None when it is none of ours, or is over."""
        return await self._store.session(_digest(secret), self._clock())

    async def end_session(self, secret: str) -> None:
        """Sign a browser out."""
        await self._store.end_session(_digest(secret))

    async def end_sessions(self, person: PersonId) -> None:
        """Sign out every browser that came by a link of a person, and void their unused links."""
        await self._store.erase(person)
        await self._store.end_sessions(subject_of_person(person))

    async def _noted(self, token: AccessToken) -> AccessToken:
        now = self._clock()
        if now - (token.used or 0.0) > _USED_EVERY_SECONDS:
            await self._store.used(token.id, now)
        return token


def subject_of_token(token: AccessToken) -> str:
    """Return the subject of sessions that began with a token."""
    return f"token:{token.id}"


def subject_of_person(person: PersonId) -> str:
    """Return the subject of sessions that began with a link of a person."""
    return f"person:{person}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
