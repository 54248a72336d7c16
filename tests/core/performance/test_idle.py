import numpy as np

from talking_photo.core.hearing.loudness import levels
from talking_photo.core.lipsync.lips import lips
from talking_photo.core.model import FPS, Expression, Mood, Performance, Phone, Speech, Word
from talking_photo.core.performance import loop_seconds, looped, perform
from talking_photo.core.speech.silence import silence, with_silence


def test_a_loop_goes_on_where_it_ends():
    values = np.cumsum(np.ones((60, 28), np.float32), 0)
    loop = looped(Performance(values=values)).values
    assert len(loop) == 60 - 12
    assert np.allclose(loop[0], values[48])  # what comes after the last frame
    steps = np.diff(np.vstack([loop, loop[:1]]), axis=0)
    assert np.allclose(steps[-1], 1)
    assert np.allclose(loop[12:], values[12:48])


def test_a_face_that_waits_moves_blinks_and_keeps_its_mouth_shut(portrait):
    speech = silence(loop_seconds(10), Mood(start=0.0, expression=Expression.NEUTRAL))
    loop = looped(perform(speech, lips(speech), portrait, seed=0))
    assert len(loop.values) == 10 * FPS
    assert loop.column("blink_left").max() > 0.9
    assert np.ptp(loop.column("yaw")) > 0.005
    assert np.ptp(loop.column("breath")) > 0.1
    assert np.abs(loop.values[:, :9]).max() < 0.05
    around = np.vstack([loop.values[-3:], loop.values[:3]])
    quick = np.abs(np.diff(around[:, 22:25], axis=0)).max()  # yaw, pitch and roll
    assert quick < 0.01


def test_silence_around_a_speech_moves_all_that_is_timed():
    speech = Speech(
        samples=np.ones(1600, np.float32),
        sample_rate=1600,
        phones=(Phone(symbol="a", start=0.25, end=0.75),),
        words=(Word(text="a", start=0.25, end=0.75),),
        moods=(Mood(start=0.0, expression=Expression.HAPPY), Mood(start=0.5, expression="sad")),
    )
    padded = with_silence(speech, 0.5, 1.0)
    assert padded.seconds == 2.5
    assert (padded.samples[:800].max(), padded.samples[-1600:].max()) == (0, 0)
    assert (padded.phones[0].start, padded.words[0].end) == (0.75, 1.25)
    assert [mood.start for mood in padded.moods] == [0.0, 1.0]
    assert with_silence(speech, 0, 0) is speech
    assert levels(padded).shape
