"""From a portrait and a performance to frames."""

from talking_photo.core.render.frames import render_frames

__all__ = ["render_frames"]
