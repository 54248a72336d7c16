"""The espeak voice, with the real library."""

import time
from itertools import pairwise

import numpy as np
import pytest

from talking_photo.core.errors import SettingsError
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner
from tests.core.speech.sentences import SENTENCES

PLAIN = Manner()


@pytest.fixture(scope="module")
def espeak():
    return Espeak()


def symbols(speech):
    return [phone.symbol for phone in speech.phones if phone.symbol]


def level(samples):
    return 20 * np.log10(np.sqrt(np.mean(np.square(samples, dtype=np.float64))) + 1e-9)


def test_it_is_there_and_speaks_many_languages(espeak):
    assert espeak.availability() is None
    assert len(espeak.languages()) > 100
    assert {"en-us", "de", "pt-br", "zh", "ar", "hi"} <= espeak.languages()


def test_languages_that_lack_their_dictionary_or_crash_are_not_offered(espeak):
    assert not {"fo", "kl"} & espeak.languages()
    assert "nb" in espeak.languages()  # its dictionary has another name


@pytest.mark.parametrize("language", SENTENCES)
def test_phones_are_in_order_and_end_where_the_sound_ends(espeak, language):
    speech = espeak.speak(SENTENCES[language], language, PLAIN)
    for one, other in pairwise(speech.phones):
        assert one.start < one.end <= other.start + 1e-9
    assert speech.phones[-1].end == pytest.approx(speech.seconds)
    assert len(symbols(speech)) > 15


def test_symbols_are_ipa_with_the_stress_beside_them(espeak):
    speech = espeak.speak("A happy photo.", "en-us", PLAIN)
    assert symbols(speech) == ["ɐ", "h", "æ", "p", "i", "f", "oʊ", "ɾ", "oʊ"]
    assert [phone.stress for phone in speech.phones if phone.symbol] == [0, 0, 2, 0, 0, 0, 2, 0, 0]


def test_a_pause_is_a_silence_that_is_silent(espeak):
    speech = espeak.speak("Yes. No.", "en-us", PLAIN)
    pauses = [p for p in speech.phones[1:-1] if not p.symbol and p.end - p.start > 0.15]
    assert len(pauses) == 1
    inside = slice(
        int((pauses[0].start + 0.03) * speech.sample_rate),
        int((pauses[0].end - 0.03) * speech.sample_rate),
    )
    assert level(speech.samples[inside]) < -60


def test_the_closure_of_a_stop_belongs_to_it(espeak):
    speech = espeak.speak("Papa.", "es", PLAIN)
    stop = [phone for phone in speech.phones if phone.symbol == "p"][1]
    closure = speech.samples[
        int((stop.start + 0.003) * speech.sample_rate) : int(
            (stop.end - 0.025) * speech.sample_rate
        )
    ]
    assert len(closure) > 0.02 * speech.sample_rate
    assert level(closure) < -60  # the lips are closed: silence
    vowel = next(phone for phone in speech.phones if phone.symbol == "a")
    assert vowel.end - vowel.start > 0.08  # and its neighbour keeps its time


def test_words_are_reported_as_written_with_their_times(espeak):
    speech = espeak.speak("“Oh no!” I am Ann, it costs $3.50 — really.", "en-us", PLAIN)
    assert " ".join(word.text for word in speech.words) == (
        "“Oh no!” I am Ann, it costs $3.50 — really."
    )
    for one, other in pairwise(speech.words):
        assert one.start < one.end <= other.start + 1e-9


def test_scripts_without_spaces_are_cut_where_the_voice_begins_words(espeak):
    words = espeak.speak("你好，世界", "cmn", PLAIN).words
    assert len(words) > 1
    assert "".join(word.text for word in words) == "你好，世界"


def test_markup_is_read_out_and_never_obeyed(espeak):
    marked = espeak.speak('<voice name="de">Hi</voice> [[h@l@U]]', "en-us", PLAIN)
    plain = espeak.speak("Hi h l U", "en-us", PLAIN)
    assert len(marked.samples) > len(plain.samples)


def test_nothing_to_say_gives_no_phones(espeak):
    assert symbols(espeak.speak("...!", "en-us", PLAIN)) == []
    assert symbols(espeak.speak("", "en-us", PLAIN)) == []


def test_speech_is_level_and_does_not_video_or_click(espeak):
    speech = espeak.speak(SENTENCES["en-us"], "en-us", PLAIN)
    blocks = speech.samples[: len(speech.samples) // 1102 * 1102].reshape(-1, 1102)
    levels = np.array([level(block) for block in blocks])
    assert level(blocks[levels > levels.max() - 30].ravel()) == pytest.approx(-18, abs=1.5)
    assert np.abs(speech.samples).max() <= 0.971
    assert speech.samples[0] == speech.samples[-1] == 0


def test_pace_makes_it_longer_or_shorter(espeak):
    fast, slow = (
        espeak.speak("How do you do today?", "en-us", Manner(pace=pace)).seconds
        for pace in (1.5, 0.75)
    )
    assert slow / fast == pytest.approx(2, rel=0.25)


def pitch(speech):
    """Hz of the voice: the distance of its harmonics in the loudest half second (cepstrum)."""
    centre = int(np.convolve(np.abs(speech.samples), np.ones(4000), "same").argmax())
    piece = speech.samples[max(centre - 5500, 0) : centre + 5500]
    spectrum = np.log(np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 16384)) + 1e-6)
    cepstrum = np.fft.irfft(spectrum)
    shortest, longest = speech.sample_rate // 300, speech.sample_rate // 50
    return speech.sample_rate / (shortest + cepstrum[shortest:longest].argmax())


def test_pitch_raises_the_voice(espeak):
    high, low = (
        pitch(espeak.speak("Aaaaaah.", "en-us", Manner(pitch=factor))) for factor in (1.5, 0.75)
    )
    assert high / low == pytest.approx(2, rel=0.2)


def test_a_whisper_has_no_pitch(espeak):
    def voicing(speech):
        piece = speech.samples[len(speech.samples) // 4 :][:8192].astype(np.float64)
        both = np.correlate(piece, piece, "full")[len(piece) - 1 :]
        return both[speech.sample_rate // 300 : speech.sample_rate // 60].max() / both[0]

    spoken = voicing(espeak.speak("Aaaaaah.", "en-us", PLAIN))
    whispered = voicing(espeak.speak("Aaaaaah.", "en-us", Manner(whisper=True)))
    assert whispered < 0.8 * spoken


@pytest.mark.parametrize("manner", [PLAIN, Manner(whisper=True), Manner(variant="f2")])
def test_the_same_words_always_sound_the_same(espeak, manner):
    before = espeak.speak("The same again, my friend.", "en-us", manner)
    time.sleep(1 - time.time() % 1)  # the library would seed its noise by the second
    espeak.speak("Anders.", "de", Manner(pitch=1.8, pace=1.6, variant="klatt"))
    after = espeak.speak("The same again, my friend.", "en-us", manner)
    assert np.array_equal(before.samples, after.samples)
    assert before.phones == after.phones


def test_an_unknown_variant_is_the_operators_mistake(espeak):
    with pytest.raises(SettingsError) as raised:
        espeak.speak("Hi", "en-us", Manner(variant="nobody"))
    assert raised.value.code == "voice_variant_unknown"
