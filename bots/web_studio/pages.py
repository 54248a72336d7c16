"""The page as HTML, and the files that it is made of."""

from __future__ import annotations

import functools
import hashlib
import mimetypes
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.conversation import languages, menus
from talking_photo.bots.web_studio import headers
from talking_photo.core.model import Background, Expression, Layout
from talking_photo.core.request import MOTION_STYLES
from talking_photo.core.video.exports import ExportFormat

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(str(resources.files("talking_photo.bots.web_studio")))
STATIC = tuple(sorted(path.name for path in (_FOLDER / "static").iterdir()))
"""Names of the files beside the page."""
_ELEMENT = "talking-photo.js"
"""What other websites load, by an address that stays the same."""
_HOUR_SECONDS = 3600
_YEAR_SECONDS = 365 * 24 * 3600


def page(name: str, language: str, **values: Any) -> web.Response:  # noqa: ANN401 - what a template shows
    """Return a page of this name, in a language."""
    template = _environment().get_template(f"{name}.html")
    html = template.render(
        language=language,
        text=functools.partial(texts.studio, language=language),
        label=functools.partial(menus.label, language=language),
        chat=functools.partial(texts.chat, language=language),
        version=_version,
        **values,
    )
    return web.Response(
        text=html,
        headers={**headers.PAGE, "Content-Language": language, "Vary": "Accept-Language, Cookie"},
        content_type="text/html",
        charset="utf-8",
    )


def static(name: str) -> web.Response:
    """Return a file beside the page; its address changes with its contents."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    shared = name == _ELEMENT
    caching = f"max-age={_HOUR_SECONDS}" if shared else f"max-age={_YEAR_SECONDS}, immutable"
    return web.Response(
        body=_contents(name),
        headers={
            **(headers.SHARED if shared else headers.PAGE),
            "Cache-Control": f"public, {caching}",
            "Content-Type": f"{kind}; charset=utf-8",
        },
    )


def choices(language: str) -> Mapping[str, Any]:
    """Return what there is to choose on the page, with names in a language."""
    likely = languages.likely(languages.LIKELY, language)
    return {
        "expressions": tuple(Expression),
        "layouts": tuple(Layout),
        "backgrounds": tuple(Background),
        "exports": tuple(ExportFormat),
        "more": [
            (
                kind,
                [("", texts.chat("automatic", language))]
                + [
                    (factor, menus.label(kind, name, language)) for name, factor in factors.items()
                ],
            )
            for kind, factors in (("pitch", menus.PITCHES), ("pace", menus.PACES))
        ],
        "motions": [
            (factor, menus.label("motion", name, language))
            for name, factor in MOTION_STYLES.items()
        ],
        "hear": texts.CHAT[language]["hear"],
        "languages": [(code, languages.own_name(code)) for code in likely],
    }


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.cache
def _contents(name: str) -> bytes:
    return (_FOLDER / "static" / name).read_bytes()


@functools.cache
def _version(name: str) -> str:
    """Return what changes with the contents of a file."""
    return hashlib.sha256(_contents(name)).hexdigest()[:12]
