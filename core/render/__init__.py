"""Frame renderer: a portrait and a performance in, frames out."""

from talking_photo.core.render.frames import FrameRenderer, render_frames
from talking_photo.core.render.reach import motion_reach

__all__ = ["FrameRenderer", "motion_reach", "render_frames"]
