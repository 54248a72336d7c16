"""The built-in demo portrait, drawn by code: nobody's photo."""

from __future__ import annotations


def demo_portrait() -> bytes:
    """Draw the portrait.

    Returns:
        A PNG of 768 x 960 pixels: one person, face to the viewer, mouth closed. Deterministic on
        one machine.
    """
    # Drawing needs scipy and OpenCV, which are slow to import.
    from talking_photo.core.demo.portrait import draw_portrait

    return draw_portrait()
