"""From a photo to a portrait: faces, landmarks, pose, mouth state, subject mask."""

from talking_photo.core.face.portrait import Wish, find_faces, find_portraits

__all__ = ["Wish", "find_faces", "find_portraits"]
