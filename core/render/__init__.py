"""From a portrait and a performance to frames."""

from core.render.frames import render_frames

__all__ = ["render_frames"]
