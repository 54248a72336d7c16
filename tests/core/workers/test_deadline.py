"""The time limit of a job grows with the length of its speech."""

from pathlib import Path

from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import RenderSettings, Settings, SoundLimits
from talking_photo.core.workers.deadline import deadline_seconds

SETTINGS = Settings(
    render=RenderSettings(deadline_seconds=100, deadline_per_second=5),
    sound=SoundLimits(max_seconds=600),
)


def request(**given):
    return SpeakRequest(photo=Path("photo"), **given)


def test_a_long_text_has_more_time_and_a_recording_that_of_the_longest():
    short, long = (
        deadline_seconds(request(text="a" * letters), SETTINGS) for letters in (14, 14 * 200)
    )
    assert (short, long) == (110, 2100)
    assert deadline_seconds(request(sound=Path("sound")), SETTINGS) == 3100
