"""Who asks: this machine, or whoever knows a token; and whether the request may be answered."""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.web_studio.signing import SigningKey
from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import PersonId
from talking_photo.core.settings import Settings

PLATFORM = "web"
LOCAL = "local"
"""Whoever sits at this machine, where no token is asked for."""
OWNER = "owner"
"""Whoever knows the token of the settings."""
COOKIE = "talking_photo_session"
SESSION_SECONDS = 90 * 24 * 3600
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""A request with one of these came through a proxy, so its sender may be anybody."""
_SAFE = ("GET", "HEAD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, and in which language we answer."""

    user: str
    language: str
    in_browser: bool
    """Whether a page of ours asks, rather than a program."""

    @property
    def person(self) -> PersonId:
        """As in `ChatRef.person`."""
        return PersonId(f"{PLATFORM}:{self.user}")


class Doorkeeper:
    """Decides whether a request is answered, and for whom.

    Args:
        settings: The operator's.
        key: Signs sessions.
    """

    def __init__(self, settings: Settings, key: SigningKey) -> None:
        self._hosts = {host.casefold() for host in settings.studio.hosts}
        self._key = key
        self._users: Mapping[str, str] = {}
        if settings.studio.token is not None:
            self._users = {_digest(settings.studio.token.get_secret_value()): OWNER}

    @property
    def asks_for_token(self) -> bool:
        """Whether nobody is let in without one."""
        return bool(self._users)

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
        if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
            raise RequestError("cross_site")

    def visitor(self, request: web.Request) -> Visitor:
        """Return who asks.

        Raises:
            RequestError: sign_in_needed.
        """
        user = self._user_of(request)
        if user is None:
            raise RequestError("sign_in_needed")
        return Visitor(
            user=user,
            language=language_of(request),
            in_browser="Sec-Fetch-Site" in request.headers,
        )

    def session_for(self, token: str) -> str | None:
        """Return a session for whoever knows a token; None when it is none of ours."""
        digest = _digest(token)
        if digest not in self._users:
            return None
        expires = str(int(time.time()) + SESSION_SECONDS)
        return f"{digest}.{expires}.{self._key.sign('session', digest, expires)}"

    def _user_of(self, request: web.Request) -> str | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() == "bearer":
            return self._users.get(_digest(token.strip()))
        if self.asks_for_token:
            return self._user_of_session(request.cookies.get(COOKIE, ""))
        forwarded = any(name in request.headers for name in _FORWARDED)
        return LOCAL if is_loopback(request.remote or "") and not forwarded else None

    def _user_of_session(self, session: str) -> str | None:
        digest, _, rest = session.partition(".")
        expires, _, signature = rest.partition(".")
        if not self._key.is_signed(signature, "session", digest, expires):
            return None
        return self._users.get(digest) if int(expires) > time.time() else None


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
