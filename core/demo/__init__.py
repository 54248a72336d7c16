"""The built-in demo portrait, drawn by code: nobody's photo."""

from __future__ import annotations

from talking_photo.core.errors import DependencyError


def demo_portrait() -> bytes:
    """Draw the portrait.

    Returns:
        A PNG of 768 x 960 pixels: one person, face to the viewer, mouth closed. Deterministic on
        one machine.

    Raises:
        DependencyError: library_unusable.
    """
    # Drawing needs scipy and OpenCV, which are slow to import.
    try:
        from talking_photo.core.demo.portrait import draw_portrait
    except ImportError as exc:
        raise DependencyError("library_unusable", problem=str(exc)) from exc

    return draw_portrait()
