"""Performance: control curves of the whole face and head from speech and lips."""

from talking_photo.core.performance.idle import loop_seconds, looped
from talking_photo.core.performance.perform import perform
from talking_photo.core.performance.turns import listener_gaze, speech_of_face

__all__ = ["listener_gaze", "loop_seconds", "looped", "perform", "speech_of_face"]
