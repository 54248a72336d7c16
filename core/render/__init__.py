"""Frame renderer: a portrait and a performance in, frames out."""

from talking_photo.core.render.frames import render_frames
from talking_photo.core.render.reach import motion_reach

__all__ = ["motion_reach", "render_frames"]
