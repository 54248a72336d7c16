"""Samples of voices: made once, ahead or at once, bounded, and anew for another version."""

import asyncio
from dataclasses import replace

import pytest

from talking_photo.core.errors import DependencyError
from talking_photo.core.request import OwnVoice
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech import voice_sample
from talking_photo.core.speech.voice_sample import SampleRequest, VoiceSamples, WorkingVoices

SETTINGS = VoiceSettings(order=("espeak",))
HELLO = SampleRequest(voice="espeak", version="1", language="en", words="Hello!")


@pytest.fixture
def made(monkeypatch):
    """What the processes in place of the real one were asked for, each time."""
    batches = []

    async def synthesized(_settings, requests, *, ahead):
        batches.append([request.words for request in requests])
        for request in requests:
            await asyncio.sleep(0)
            if request.voice == "dies":
                raise DependencyError("voice_failed", voice="dies")
            yield request, b"" if request.voice == "fails" else f"{batches} ".encode()

    monkeypatch.setattr(voice_sample, "_synthesized", synthesized)
    return batches


async def done(samples):
    while samples._tasks:
        await asyncio.gather(*samples._tasks)


async def test_a_sample_is_made_once_for_all_who_ask_at_the_same_time(made):
    samples = VoiceSamples(SETTINGS)
    first, *others = await asyncio.gather(*(samples.get(HELLO) for _ in range(5)))
    assert set(others) == {first}
    assert made == [["Hello!"]]


@pytest.mark.parametrize("changed", [{"version": "2"}, {"pitch": 1.3}, {"language": "de"}])
async def test_what_would_sound_otherwise_is_made_anew(made, changed):
    samples = VoiceSamples(SETTINGS)
    await samples.get(HELLO)
    await samples.get(replace(HELLO, **changed))
    assert len(made) == 2


async def test_samples_are_made_ahead_some_in_one_process_and_then_at_hand(made):
    samples = VoiceSamples(SETTINGS)
    wanted = [replace(HELLO, words=str(number)) for number in range(6)]
    samples.prepare(wanted)
    samples.prepare(wanted)
    await done(samples)
    assert made == [["0", "1", "2", "3"], ["4", "5"]]
    assert await samples.get(wanted[5])
    assert len(made) == 2


async def test_who_asks_for_a_sample_that_is_being_made_ahead_waits_for_that_one(made):
    samples = VoiceSamples(SETTINGS)
    samples.prepare([HELLO])
    await asyncio.sleep(0)  # the process has begun
    assert await samples.get(HELLO)
    assert made == [["Hello!"]]


async def test_a_voice_that_fails_fails_for_its_own_sample_only(made):
    samples = VoiceSamples(SETTINGS)
    samples.prepare([replace(HELLO, voice="fails"), HELLO])
    await done(samples)
    assert await samples.get(HELLO)
    for voice in ("fails", "dies"):
        with pytest.raises(DependencyError) as caught:
            await samples.get(replace(HELLO, voice=voice))
        assert caught.value.code == "voice_failed"


async def test_the_cache_is_bounded_and_forgets_what_was_heard_longest_ago(made, monkeypatch):
    monkeypatch.setattr(voice_sample, "_MOST_SAMPLES", 2)
    samples = VoiceSamples(SETTINGS)
    one, two, three = (replace(HELLO, words=words) for words in ("1", "2", "3"))
    for request in (one, two, one, three, one):
        await samples.get(request)
    assert made == [["1"], ["2"], ["3"]]
    await samples.get(two)
    assert made[-1] == ["2"]


async def test_closing_stops_what_is_being_made(monkeypatch):
    async def never(_settings, _requests, *, ahead):
        await asyncio.Event().wait()
        yield

    monkeypatch.setattr(voice_sample, "_synthesized", never)
    samples = VoiceSamples(SETTINGS)
    waiting = asyncio.create_task(samples.get(HELLO))
    samples.prepare([replace(HELLO, words="ahead")])
    await asyncio.sleep(0)
    await samples.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_real_process_says_words_by_a_voice_and_by_one_of_ones_own(monkeypatch):
    monkeypatch.setattr(voice_sample, "_SECONDS", 120.0)  # other tests run beside it
    samples = VoiceSamples(SETTINGS)
    own = OwnVoice(name="Joe", base="espeak", pitch=0.7)
    wanted = [HELLO, replace(HELLO, voice="Joe", own=own), replace(HELLO, voice="nobody")]
    samples.prepare(wanted)
    plain, deep = [await samples.get(request) for request in wanted[:2]]
    assert plain[:4] == deep[:4] == b"OggS"
    assert plain != deep
    with pytest.raises(DependencyError):
        await samples.get(wanted[2])
    monkeypatch.setattr(voice_sample, "_synthesized", None)
    assert await samples.get(HELLO) == plain  # from the cache
    await done(samples)
    await samples.close()


async def test_the_voices_that_work_are_asked_once_a_minute_and_ones_own_are_among_them():
    now = 0.0
    voices = WorkingVoices(SETTINGS, lambda: now)
    first = await voices.working()
    assert await voices.working() is first
    assert {"espeak", "espeak-woman", "hibari-man"} <= {voice.name for voice in first}
    assert "google" not in {voice.name for voice in first}
    [own, *_] = await voices.working([OwnVoice(name="Joe", base="espeak", language="en")])
    assert (own.name, own.own, own.speaks("en"), own.speaks("de")) == ("Joe", True, True, False)
