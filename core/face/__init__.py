"""From a photo to portraits: faces, landmarks, pose, mouth state, subject mask."""

from talking_photo.core.face.mouth import mouth_notes
from talking_photo.core.face.placed import placed_portrait, placed_portraits
from talking_photo.core.face.portrait import (
    FaceSelection,
    find_faces,
    find_portraits,
    inspect_faces,
)

__all__ = [
    "FaceSelection",
    "find_faces",
    "find_portraits",
    "inspect_faces",
    "mouth_notes",
    "placed_portrait",
    "placed_portraits",
]
