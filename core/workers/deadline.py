"""How long a render child may work on a request."""

from __future__ import annotations

from talking_photo.core.intake.story import StoryRequest
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.speech.duration import estimate_seconds


def deadline_seconds(request: SpeakRequest | StoryRequest, settings: Settings) -> float:
    """Return the time limit of a request, which grows with the length of its speech.

    The length of a recording is known only when it is decoded, so the longest that is taken
    counts. A child that hangs is found by its silence long before.
    """
    if isinstance(request, StoryRequest):
        speech = request.seconds
    elif request.sound is None:
        # No voice needs more than twice the usual time for its words.
        speech = 2 * estimate_seconds(request.text or "")
    else:
        speech = settings.sound.max_seconds
    return settings.render.deadline_seconds + settings.render.deadline_per_second * speech
