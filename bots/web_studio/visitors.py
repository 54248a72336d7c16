"""Who asks: this machine, or whoever knows a token; and whether the request may be answered."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.core.errors import RequestError, SettingsError
from talking_photo.core.jobs.job import AccessToken, DailyLimits, PersonId
from talking_photo.core.jobs.tokens import (
    LINKED_SECONDS,
    SESSION_SECONDS,
    TokenService,
    subject_of_person,
    subject_of_token,
)
from talking_photo.core.settings import Settings

PLATFORM = "web"
LOCAL = PersonId(f"{PLATFORM}:local")
"""Whoever sits at this machine, where no token is asked for."""
OWNER = PersonId(f"{PLATFORM}:owner")
"""Whoever knows the token of the settings."""
COOKIE = "talking_photo_session"
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
    signed_in: bool = False
    """Whether a session of their browser lets them in, which they can end."""


class Doorkeeper:
    """Decides whether a request is answered, and for whom.

    Args:
        settings: The operator's.
        tokens: Those that the operator created, links to sign in, and sessions.
    """

    def __init__(self, settings: Settings, tokens: TokenService) -> None:
        self._hosts = settings.studio.reached_as
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
        if origin is not None and _host_of(origin) != request.headers.get("Host"):
            raise RequestError("cross_site")

    async def visitor(self, request: web.Request) -> Visitor:
        """Return who asks.

        Raises:
            RequestError: sign_in_needed.
            StorageError: database_unreachable.
        """
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        bearer = scheme.casefold() == "bearer"
        signed_in = False
        if bearer:
            person, limits = await self._of_bearer(text.strip())
        else:
            person, limits = await self._of_session(request)
            signed_in = person is not None
        if person is None and not bearer and self._is_here(request):
            person = LOCAL
        if person is None:
            raise RequestError("sign_in_needed")
        return Visitor(
            person=person,
            language=language_of(request),
            in_browser="Sec-Fetch-Site" in request.headers,
            limits=limits,
            signed_in=signed_in,
        )

    async def session_of_token(self, text: str) -> str | None:
        """Return a session for whoever knows a token; None when it is none of ours.

        Raises:
            StorageError: database_unreachable.
        """
        digest = _digest(text)
        if self._is_owner(digest):
            return await self._tokens.begin_session(digest, SESSION_SECONDS)
        token = await self._tokens.check(text)
        if token is None:
            return None
        return await self._tokens.begin_session(subject_of_token(token), SESSION_SECONDS)

    async def session_of_link(self, secret: str) -> str | None:
        """Return a session for whoever came by a link, which is of no use afterwards.

        Raises:
            StorageError: database_unreachable.
        """
        person = await self._tokens.redeem_link(secret)
        if person is None:
            return None
        return await self._tokens.begin_session(subject_of_person(person), LINKED_SECONDS)

    async def end_session(self, request: web.Request) -> None:
        """Sign the asker's browser out.

        Raises:
            StorageError: database_unreachable.
        """
        await self._tokens.end_session(request.cookies.get(COOKIE, ""))

    async def _of_bearer(self, text: str) -> tuple[PersonId | None, DailyLimits | None]:
        if self._is_owner(_digest(text)):
            return OWNER, None
        return _of_token(await self._tokens.check(text))

    async def _of_session(
        self, request: web.Request
    ) -> tuple[PersonId | None, DailyLimits | None]:
        secret = request.cookies.get(COOKIE)
        subject = None if not secret else await self._tokens.session(secret)
        kind, _, who = (subject or "").partition(":")
        match kind:
            case "token":
                return _of_token(await self._tokens.find(who))
            case "person":
                return PersonId(who), None
        return (OWNER if self._is_owner(kind) else None), None

    def _is_here(self, request: web.Request) -> bool:
        """Tell whether this machine asks, and needs no token."""
        forwarded = any(name in request.headers for name in _FORWARDED)
        return not (forwarded or self.asks_for_token) and is_loopback(request.remote or "")

    def _is_owner(self, digest: str) -> bool:
        return self._owner is not None and hmac.compare_digest(digest, self._owner)


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
    name, bracket, port = host.partition("]")
    if bracket:
        return name.removeprefix("[") if port[:1] in ("", ":") else ""
    return host.partition(":")[0].casefold().rstrip(".")


def _host_of(origin: str) -> str:
    """Return what an origin would say in a Host header; nothing if it is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
