"""From a photo to a portrait: faces, landmarks, pose, mouth state, subject mask."""

from core.face.portrait import Wish, find_faces, find_portraits

__all__ = ["Wish", "find_faces", "find_portraits"]
