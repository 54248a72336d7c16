"""From a photo to a portrait: faces, landmarks, pose, mouth state, subject mask."""

from core.face.portrait import find_portrait

__all__ = ["find_portrait"]
