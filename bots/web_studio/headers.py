"""Headers that every answer of the page and the API carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_EVERYWHERE = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

PAGE = {
    **_EVERYWHERE,
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
}
"""Of pages and what they are made of."""


def embeddable(ancestors: Sequence[str]) -> Mapping[str, str]:
    """Return the headers of a page that these websites may show in a frame."""
    framed = " ".join(ancestors) or "'none'"
    page = {name: value for name, value in PAGE.items() if name != "X-Frame-Options"}
    policy = PAGE["Content-Security-Policy"].replace("ancestors 'none'", f"ancestors {framed}")
    return {**page, "Content-Security-Policy": policy}


SHARED = {name: value for name, value in _EVERYWHERE.items() if name != "X-Frame-Options"} | {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; media-src 'self'; img-src 'self'",
}
"""Of what whoever has a link may show anywhere."""
API = {
    **_EVERYWHERE,
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; "
    "frame-ancestors 'none'",
}
"""Of answers to programs, files included."""
