"""Who asks: this machine, or whoever knows a token; and whether the request may be answered."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.web_studio.signing import SigningKey
from talking_photo.core.errors import RequestError, SettingsError
from talking_photo.core.jobs.job import AccessToken, DailyLimits, PersonId
from talking_photo.core.jobs.tokens import TokenService
from talking_photo.core.settings import Settings

PLATFORM = "web"
LOCAL = PersonId(f"{PLATFORM}:local")
"""Whoever sits at this machine, where no token is asked for."""
OWNER = PersonId(f"{PLATFORM}:owner")
"""Whoever knows the token of the settings."""
COOKIE = "talking_photo_session"
SESSION_SECONDS = 90 * 24 * 3600
"""Of whoever knows a token."""
LINKED_SECONDS = 7 * 24 * 3600
"""Of whoever came by a link from a chat, where another one is easily had."""
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""A request with one of these came through a proxy, so its sender may be anybody."""
_SAFE = ("GET", "HEAD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, and in which language we answer."""

    person: PersonId
    """Of this platform, or of a chat from which they came by a link."""
    language: str
    in_browser: bool
    """Whether a page of ours asks, rather than a program."""
    limits: DailyLimits | None = None
    """Of the token, where they differ from those of everybody."""


class Doorkeeper:
    """Decides whether a request is answered, and for whom.

    Args:
        settings: The operator's.
        key: Signs sessions.
        tokens: Those that the operator created, and links to sign in.
    """

    def __init__(self, settings: Settings, key: SigningKey, tokens: TokenService) -> None:
        self._hosts = settings.studio.reached_as
        self._key = key
        self._tokens = tokens
        token = settings.studio.token
        self._owner = None if token is None else _digest(token.get_secret_value())
        reached = [settings.web.host, *self._hosts]
        self._only_here = all(map(is_loopback, reached))
        self._reached = settings.web.host

    @property
    def asks_for_token(self) -> bool:
        """Whether nobody is let in without one."""
        return self._owner is not None or not self._only_here

    async def check_open(self) -> None:
        """Refuse to answer other machines when nobody could show a token.

        Raises:
            SettingsError: studio_token_missing.
        """
        if self._owner is None and not self._only_here and not await self._tokens.all():
            raise SettingsError("studio_token_missing", host=self._reached)

    def check_host(self, request: web.Request) -> None:
        """Refuse names that are not ours: a page of strangers may let one lead to this machine.

        Raises:
            RequestError: host_unknown.
        """
        host = _name_in(request.headers.get("Host", ""))
        if host != "localhost" and host not in self._hosts and not _is_address(host):
            raise RequestError("host_unknown")

    def check_site(self, request: web.Request) -> None:
        """Refuse what a page of somebody else asks for.

        Raises:
            RequestError: cross_site.
        """
        site = request.headers.get("Sec-Fetch-Site", "none")
        opened = request.method in _SAFE and request.headers.get("Sec-Fetch-Mode") == "navigate"
        if site not in ("same-origin", "none") and not opened:
            raise RequestError("cross_site")
        origin = request.headers.get("Origin")
        if origin == "null" and site == "same-origin":
            return  # of a form on a page that sends no referrer, browsers name no origin
        if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
            raise RequestError("cross_site")

    async def visitor(self, request: web.Request) -> Visitor:
        """Return who asks.

        Raises:
            RequestError: sign_in_needed.
            StorageError: database_unreachable.
        """
        person, limits = await self._who(request)
        if person is None:
            raise RequestError("sign_in_needed")
        return Visitor(
            person=person,
            language=language_of(request),
            in_browser="Sec-Fetch-Site" in request.headers,
            limits=limits,
        )

    async def session_of_token(self, text: str) -> str | None:
        """Return a session for whoever knows a token; None when it is none of ours.

        Raises:
            StorageError: database_unreachable.
        """
        digest = _digest(text)
        if self._is_owner(digest):
            return self._session(digest, SESSION_SECONDS)
        token = await self._tokens.check(text)
        return None if token is None else self._session(f"token:{token.id}", SESSION_SECONDS)

    async def session_of_link(self, secret: str) -> str | None:
        """Return a session for whoever came by a link, which is of no use afterwards.

        Raises:
            StorageError: database_unreachable.
        """
        person = await self._tokens.redeem_link(secret)
        return None if person is None else self._session(f"person:{person}", LINKED_SECONDS)

    async def _who(self, request: web.Request) -> tuple[PersonId | None, DailyLimits | None]:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() == "bearer":
            if self._is_owner(_digest(text.strip())):
                return OWNER, None
            return _of_token(await self._tokens.check(text.strip()))
        kind, _, who = self._subject_of(request.cookies.get(COOKIE, "")).partition(":")
        match kind:
            case "token":
                return _of_token(await self._tokens.find(who))
            case "person":
                return PersonId(who), None
        if self._is_owner(kind):
            return OWNER, None
        forwarded = any(name in request.headers for name in _FORWARDED)
        here = is_loopback(request.remote or "") and not forwarded
        return (LOCAL if here and not self.asks_for_token else None), None

    def _is_owner(self, digest: str) -> bool:
        return self._owner is not None and hmac.compare_digest(digest, self._owner)

    def _session(self, subject: str, seconds: float) -> str:
        expires = str(int(time.time() + seconds))
        return f"{subject}.{expires}.{self._key.sign('session', subject, expires)}"

    def _subject_of(self, session: str) -> str:
        """Return whom a session is for; nothing when it is none of ours, or is over."""
        subject, _, rest = session.partition(".")
        expires, _, signature = rest.partition(".")
        signed = self._key.is_signed(signature, "session", subject, expires)
        return subject if signed and int(expires) > time.time() else ""


def person_of_token(token: AccessToken) -> PersonId:
    """Return the person that a token is: it sees its own things alone."""
    return PersonId(f"{PLATFORM}:{token.id}")


def _of_token(token: AccessToken | None) -> tuple[PersonId | None, DailyLimits | None]:
    return (None, None) if token is None else (person_of_token(token), token.limits)


def language_of(request: web.Request) -> str:
    """Return the language of our sentences that the asker's program prefers."""
    return preferred_language(request) or "en"


def preferred_language(request: web.Request) -> str | None:
    """Return the first language of ours in the order of `Accept-Language`; None for none."""
    asked = []
    for place, part in enumerate(request.headers.get("Accept-Language", "").split(",")):
        code, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if code and weight > 0:
            asked.append((-weight, place, code.split("-")[0].casefold()))
    return next((code for _, _, code in sorted(asked) if code in texts.CHAT), None)


def is_loopback(address: str) -> bool:
    """Tell whether an address is that of this machine."""
    if address == "localhost":
        return True
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return bool((getattr(known, "ipv4_mapped", None) or known).is_loopback)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _name_in(host: str) -> str:
    """Return the name or the address in a Host header, without the port."""
    name, bracket, _ = host.partition("]")
    if bracket:
        return name.removeprefix("[")
    return host.partition(":")[0].casefold().rstrip(".")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
