"""Frame renderer: a portrait and a performance in, frames out."""

from talking_photo.core.render.frames import render_frames

__all__ = ["render_frames"]
