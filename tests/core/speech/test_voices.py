"""The chain of voices: real espeak behind small voices that fail in known ways."""

from itertools import pairwise

import numpy as np
import pytest

from core.errors import DependencyError, RequestError
from core.model import Expression, Mood, Phone, Script, Segment, Speech, Word
from core.ports import Manner
from core.progress import no_progress
from core.settings import VoiceSettings
from core.speech.espeak import Espeak
from core.speech.voices import Voices, build_voices, manner_of, say

RATE = 16_000
PLAIN = Manner()


class Tone:
    """A voice that hums half a second for any words, and keeps what it was asked."""

    def __init__(self, name="tone", *, languages=("en", "de"), fails=None, phones=True):
        self.name, self._languages, self._fails, self._phones = name, set(languages), fails, phones
        self.asked = []

    def availability(self):
        return None if self._languages else "voice_not_installed"

    def languages(self):
        return self._languages

    def speak(self, text, language, manner):
        self.asked.append((text, language, manner))
        if self._fails:
            raise DependencyError(self._fails, voice=self.name)
        t = np.arange(RATE // 2, dtype=np.float32) / RATE
        return Speech(
            samples=0.2 * np.sin(2 * np.pi * 200 * t),
            sample_rate=RATE,
            phones=(Phone(symbol="a", start=0.0, end=0.5, stress=2),) if self._phones else None,
            words=(Word(text=text, start=0.0, end=0.5),),
        )


def speak(*segments, voices, wish=None, language="en", manner=PLAIN, progress=no_progress):
    script = Script(segments=tuple(Segment(text=s) if isinstance(s, str) else s for s in segments))
    return say(
        script, wish=wish, language=language, voices=voices, manner=manner, progress=progress
    )


def chain(*order, on_wish=()):
    return Voices(order=order, on_wish=on_wish)


def test_the_first_voice_speaks_without_a_note():
    first, second = Tone("first"), Tone("second")
    speech = speak("Hello", voices=chain(first, second))
    assert first.asked == [("Hello", "en", Manner())]
    assert (second.asked, speech.notes) == ([], ())


def test_silence_before_and_after_makes_a_natural_start_and_end():
    speech = speak("Hello", voices=chain(Tone()))
    assert speech.seconds == pytest.approx(0.15 + 0.5 + 0.35, abs=0.001)
    assert not speech.samples[: int(0.149 * RATE)].any()
    assert not speech.samples[-int(0.349 * RATE) :].any()
    assert [(p.symbol, round(p.start, 2), round(p.end, 2)) for p in speech.phones] == [
        ("", 0.0, 0.15), ("a", 0.15, 0.65), ("", 0.65, 1.0),
    ]  # fmt: skip
    assert speech.words == (Word(text="Hello", start=0.15, end=0.65),)


def test_a_failing_voice_hands_over_and_the_note_says_why():
    speech = speak("Hello", voices=chain(Tone("first", fails="voice_busy"), Tone("second")))
    (note,) = speech.notes
    assert note.code == "voice_fell_back"
    assert note.facts == {"from": "first", "to": "second", "reason": "voice_busy"}


def test_a_voice_without_the_language_hands_over():
    first = Tone("first", languages={"de"})
    speech = speak("Hello", voices=chain(first, Tone("second")))
    assert first.asked == []
    assert speech.notes[0].facts["reason"] == "language_missing"


def test_a_voice_that_is_not_installed_and_not_asked_for_is_no_news():
    speech = speak("Hello", voices=chain(Tone("first", languages=()), Tone("second")))
    assert speech.notes == ()


def test_a_voice_that_is_not_installed_but_wished_is_told():
    voices = chain(Tone("first"), on_wish=(Tone("second", languages=()),))
    speech = speak("Hello", voices=voices, wish="second")
    assert speech.notes[0].facts == {
        "from": "second", "to": "first", "reason": "voice_not_installed",
    }  # fmt: skip


def test_a_wished_voice_speaks_before_all_others():
    first, wished = Tone("first"), Tone("wished")
    speak("Hello", voices=chain(first, on_wish=(wished,)), wish="wished")
    assert (first.asked, len(wished.asked)) == ([], 1)


def test_nobody_falls_back_onto_a_voice_kept_for_wishes():
    outside = Tone("outside")
    with pytest.raises(DependencyError) as raised:
        speak("Hello", voices=chain(Tone("first", fails="voice_failed"), on_wish=(outside,)))
    assert raised.value.code == "voice_failed"
    assert outside.asked == []


def test_an_unknown_voice_is_refused_with_the_known_ones():
    with pytest.raises(RequestError) as raised:
        speak("Hello", voices=chain(Tone("a"), Tone("b")), wish="c")
    assert (raised.value.code, raised.value.facts["known"]) == ("voice_unknown", "a, b")


def test_an_unknown_language_is_refused_with_some_known_ones():
    with pytest.raises(RequestError) as raised:
        speak("Hello", voices=chain(Tone()), language="tlh")
    assert raised.value.code == "language_unknown"
    assert raised.value.facts == {"known": "de, en", "count": 2}


def test_when_all_voices_fail_the_first_reason_is_told():
    with pytest.raises(DependencyError) as raised:
        speak("Hi", voices=chain(Tone("a", fails="voice_busy"), Tone("b", fails="voice_failed")))
    assert raised.value.code == "voice_busy"


def test_when_no_voice_is_installed_that_is_told():
    with pytest.raises(DependencyError) as raised:
        speak("Hi", voices=chain(Tone(languages=())), language=None)
    assert raised.value.code == "voice_not_installed"


def test_segments_carry_moods_pauses_and_whispers():
    voice = Tone()
    speech = speak(
        Segment(text="One."),
        Segment(text="Two", expression=Expression.HAPPY, pause=1.0, whisper=True),
        Segment(text="three", expression=Expression.HAPPY),
        voices=chain(voice),
        manner=Manner(pace=1.2),
    )
    assert [manner.whisper for _, _, manner in voice.asked] == [False, True, False]
    assert {manner.pace for _, _, manner in voice.asked} == {1.2}
    starts = [word.start for word in speech.words]
    assert starts == pytest.approx([0.15, 0.65 + 0.3 + 1.0, 1.95 + 0.5 + 0.08])
    assert speech.moods == (
        Mood(start=0.0, expression=Expression.NEUTRAL),
        Mood(start=pytest.approx(1.95), expression=Expression.HAPPY),
    )
    for one, other in pairwise(speech.phones):
        assert one.end == pytest.approx(other.start)


def test_a_segment_of_silence_only_keeps_its_time():
    speech = speak(Segment(text="Hi"), Segment(text="", pause=2.0), voices=chain(Tone()))
    assert speech.seconds == pytest.approx(0.15 + 0.5 + 0.08 + 2.0 + 0.35, abs=0.01)


def test_one_take_without_times_leaves_the_whole_to_the_ear():
    assert speak("Hi", "there", voices=chain(Tone(phones=False))).phones is None


def test_words_that_have_no_sound_are_refused():
    with pytest.raises(RequestError) as raised:
        speak("...", voices=chain(Espeak()), language="en")
    assert raised.value.code == "text_unspeakable"


def test_progress_counts_the_segments():
    seen = []
    speak("One", "two", "three", "four", voices=chain(Tone()), progress=seen.append)
    assert seen == [0.25, 0.5, 0.75, 1.0]


def test_without_a_language_it_is_guessed_from_all_the_words():
    voice = Tone(languages={"en", "de", "fr"})
    speak("Guten Morgen,", "wie geht es dir heute?", voices=chain(voice), language=None)
    assert [language for _, language, _ in voice.asked] == ["de", "de"]


def test_the_settings_choose_who_is_tried_and_how_they_speak():
    settings = VoiceSettings(order=("espeak",), pitch=1.2, pace=0.9, variant="f2")
    voices = build_voices(settings)
    assert [voice.name for voice in voices.order] == ["espeak"]
    assert {voice.name for voice in voices.on_wish} == {"piper", "google"}
    assert manner_of(settings) == Manner(pitch=1.2, pace=0.9, variant="f2")


def test_the_default_voices_speak_without_a_network(monkeypatch):
    speech = speak("Hello, I am Amy.", voices=build_voices(VoiceSettings()), language=None)
    assert speech.seconds > 1
    assert "m" in [phone.symbol for phone in speech.phones]
