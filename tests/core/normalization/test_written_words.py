"""Captions have the words as written, at the times at which they are said."""

import pytest

from talking_photo.core.model import Word
from talking_photo.core.normalization import spell_out, written_words
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner

SENTENCES = {
    "en-us": [
        "It is one of the best things that we have got to do, and I am glad.",
        "As soon as you can, let me know what it is that I should have done.",
        "She paid $49.95 for it at 8:30 on 12/25/2024, in the end.",
        "There are a lot of us; some of them are out of town.",
    ],
    "de": ["Ich habe es mir so gedacht, und das ist es auch.", "Am 3.5. um 8:30 Uhr kostet es 12,50 €.", "Wie geht es dir? Mir geht es gut."],
    "fr-fr": ["Qu'est-ce que c'est ? Il n'y a pas de quoi.", "Je te l'ai dit à 8h30 le 1er mai.", "Il y en a un à la maison."],
    "es": ["No me lo puedo creer, y a ti te va a dar igual.", "El 3/4/2025 cuesta 12,50 €."],
    "it": ["Non c'è di che, e l'ho fatto io.", "Costa 12,50 € alle 8:30."],
    "pt": ["Eu não sei o que te dizer, mas eu te amo.", "Custa R$ 12,50 às 8h30."],
    "ru": ["Я не знаю, что и сказать, но я с вами.", "Это стоит 500 ₽ 9 мая."],
    "pl": ["Nie wiem, co ci powiedzieć, ale jestem z tobą."],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "written"), [(code, text) for code, texts in SENTENCES.items() for text in texts]
)
def test_every_written_word_is_timed_once_in_order(language, written):
    spoken = spell_out(written, language)
    words = written_words(spoken, Espeak().speak(spoken.text, language, Manner()).words)
    assert " ".join(word.text for word in words).split() == written.split()
    assert all(word.start < word.end for word in words)
    starts = [word.start for word in words]
    assert starts == sorted(starts)


def test_a_word_that_is_said_as_several_lasts_as_long_as_they():
    spoken = spell_out("It is 8:30 now", "en")
    said = [
        Word(text=text, start=float(at), end=at + 1.0)
        for at, text in enumerate(spoken.text.split())
    ]
    timed = {word.text: (word.start, word.end) for word in written_words(spoken, said)}
    assert timed["8:30"] == pytest.approx((2.0, 4.0))
    assert timed["now"] == pytest.approx((4.0, 5.0))


def test_what_is_not_said_stands_with_the_word_before_it():
    spoken = spell_out("Done ✓ and dusted", "en")
    said = [
        Word(text=text, start=float(at), end=at + 1.0)
        for at, text in enumerate(spoken.text.split())
    ]
    assert [word.text for word in written_words(spoken, said)] == ["Done ✓", "and", "dusted"]


def test_chinese_keeps_the_pieces_in_which_it_is_said():
    spoken = spell_out("今天天气好", "zh")
    said = [
        Word(text="今天", start=0.0, end=0.5),
        Word(text="天气", start=0.5, end=0.9),
        Word(text="好", start=0.9, end=1.2),
    ]
    assert written_words(spoken, said) == tuple(said)


def test_a_voice_that_tells_no_times_has_no_words():
    assert written_words(spell_out("Hello", "en"), ()) == ()
