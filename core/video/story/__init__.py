"""A story: rendered scenes and title cards as one video, at flat memory."""

from talking_photo.core.video.story.compose import (
    FADE_FRAMES,
    Card,
    FaceScene,
    Part,
    Scenery,
    compose_story,
)
from talking_photo.core.video.story.pictures import check_letters

__all__ = ["FADE_FRAMES", "Card", "FaceScene", "Part", "Scenery", "check_letters", "compose_story"]
