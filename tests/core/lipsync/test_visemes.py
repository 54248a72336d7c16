"""The table from IPA to mouth parameters."""

import numpy as np
import pytest

from talking_photo.core.lipsync.visemes import parts
from talking_photo.core.model import MOUTH
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner
from tests.core.speech.sentences import SENTENCES

# As espeak-ng writes them; found by speaking every phoneme of every language's table.
SEEN = """
p b m pʰ bʲ p_h mʲ m̩ ᵐ f v ʋ ɱ ɸ β Φ pf θ ð t d tʰ t̪ dˤ ʈ ɖʰ ɗ n n̩ ɳ s z s̪ s̺ sʲ ts t͡s ts.h ʃ
ʒ tʃ dʒʲ ʈ͡ʂ ɖ͡ʐ ɕ tɕh ʑ dʑ
ʂ ʐ l l̩ː ɫ ɬ ɭ r r̝̊ ɾ ɽ ɹ ɻ k kʲ kh ɡ ɡʰ ŋ ŋ̩ x xʰ ɣ q ɢ ɴ χ ʁ ʀ ħ ʕ c cʰ ɟ ɲ ʎ ç ʝ j w ʍ h ʔ i
iː y yː ɨ ᵻ ʉ ɯ ɯᵝ u u" ũ ɪ ʏ ʊ ʊ̃ e e-
ẽ e̪u ø øː ɘ ɵ ɤ o õ o̞ ə əːɪ ɚ ɛ ɛ̃ː ɛ- ε œ œ̃ ɜː ʌ ʌɪ ɔ ɔ̃ æ æːʊ ɐ ɐ̃ʊ̃ a a. ã ä ɑ ɑː ɑ̃ ɒ aɪ aʊ
aɪə eɪ oʊ ɔɪ iu ua uai iau ɑːɹ ʊɹ ja inɡ anɡ
?ɑ ʔe A N S X Z K ʲ ʰ
""".split()  # noqa: SIM905 - a quoted list of 150 symbols is harder to read


@pytest.mark.parametrize("symbol", SEEN)
def test_every_symbol_of_espeak_has_a_mouth(symbol, caplog):
    found = parts(symbol)
    assert found
    assert sum(part.share for part in found) == pytest.approx(1)
    assert caplog.records == []


# What the others are asked says nothing here: another script.
OWN_SCRIPT = {"chr-us-qaaa-x-west": "ᎣᏏᏲ ᏙᎯᏧ", "cv": "Салам, мӗнле пурнатӑр?"}


def test_every_language_is_spoken_without_an_unmapped_sound(caplog):
    espeak = Espeak()
    texts = SENTENCES | OWN_SCRIPT
    for language in espeak.languages():
        speech = espeak.speak(texts.get(language, "1 2 3 8 17 60 95 a ma nu"), language, Manner())
        sounds = [phone for phone in speech.phones if phone.symbol]
        assert sounds, language
        assert [phone.symbol for phone in sounds if not parts(phone.symbol)] == [], language
    assert caplog.records == []


@pytest.mark.parametrize("symbol", ["", "ˈ", "ː", "˥˩", "1", "_", "̃", "ˤ"])
def test_silence_and_bare_marks_have_no_mouth(symbol):
    assert parts(symbol) == ()


def test_a_letter_that_the_table_lacks_is_logged(caplog):
    assert parts("ѫ") == ()
    assert "ѫ" in caplog.text


@pytest.mark.parametrize("symbol", ["p", "pʰ", "b", "bʲ", "m", "m̩", "ᵐ"])
def test_lips_meet_for_bilabials_whatever_their_diacritics(symbol):
    (part,) = parts(symbol)
    assert part.viseme.closed
    assert part.viseme.jaw == 0


def test_diacritics_stress_and_nasality_do_not_change_the_mouth():
    assert parts("ˈɛ̃ː") == parts("ɛ")
    assert parts("tʰ") == parts("t") == parts("t̪")


def test_affricates_and_diphthongs_are_split():
    assert [part.viseme for part in parts("t͡ʃ")] == [
        parts("t")[0].viseme,
        parts("ʃ")[0].viseme,
    ]
    nucleus, glide = parts("aɪ")
    assert nucleus.viseme.jaw > 2 * glide.viseme.jaw
    assert nucleus.share > glide.share


def test_a_long_nucleus_gets_more_of_the_time():
    assert parts("ɑːɹ")[0].share > 0.6


def test_mouths_differ_as_speakers_lips_do():
    def mouth(symbol):
        return dict(zip(MOUTH, parts(symbol)[0].viseme.values, strict=True))

    assert mouth("a")["jaw"] > mouth("ɛ")["jaw"] > mouth("i")["jaw"]
    assert mouth("i")["wide"] > mouth("e")["wide"] > mouth("ə")["wide"]
    assert mouth("u")["pucker"] > mouth("o")["pucker"] > mouth("ɔ")["pucker"] > 0
    assert mouth("f")["tuck"] > 0
    assert mouth("θ")["tongue_out"] > 0
    assert mouth("w")["pucker"] > 0.9
    for symbol in SEEN:
        for part in parts(symbol):
            assert np.all(part.viseme.values >= 0)
            assert part.viseme.jaw <= 1.5
