"""Make a photo speak: `import talking_photo as tp`, documented in docs/api-python.md.

Every name is loaded when it is used first, so that importing the package takes no time.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from talking_photo.api import Renderer, explain, speak
    from talking_photo.core.errors import (
        DependencyError,
        JobCancelled,
        RenderError,
        RequestError,
        SettingsError,
        StorageError,
        TalkingPhotoError,
    )
    from talking_photo.core.model import Background, Expression, Layout, Note, Stage, Video
    from talking_photo.core.request import RenderOptions
    from talking_photo.core.settings import Settings, load_settings

__all__ = [
    "Background",
    "DependencyError",
    "Expression",
    "JobCancelled",
    "Layout",
    "Note",
    "RenderError",
    "RenderOptions",
    "Renderer",
    "RequestError",
    "Settings",
    "SettingsError",
    "Stage",
    "StorageError",
    "TalkingPhotoError",
    "Video",
    "explain",
    "load_settings",
    "speak",
]

_MODULES = {
    "api": ("Renderer", "explain", "speak"),
    "core.model": ("Background", "Expression", "Layout", "Note", "Stage", "Video"),
    "core.request": ("RenderOptions",),
    "core.settings": ("Settings", "load_settings"),
}
"""Where the public names are defined; all others are errors."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((module for module, names in _MODULES.items() if name in names), "core.errors")
    value: object = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
