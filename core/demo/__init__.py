"""The built-in portrait: nobody's photo, drawn by the code in this folder."""

from __future__ import annotations


def demo_portrait() -> bytes:
    """Draw the portrait.

    Returns:
        A PNG of 768 x 960 pixels: one person, face to the viewer, mouth closed. On one machine always the same bytes.
    """
    # Drawing needs scipy and OpenCV; a program that never shows the portrait should not wait for them.
    from talking_photo.core.demo.portrait import draw_portrait

    return draw_portrait()
