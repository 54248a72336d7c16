"""What is written, and what is said for it."""

from pathlib import Path

import pytest

from talking_photo.core.intake.text import read_text
from talking_photo.core.model import Expression
from talking_photo.core.normalization import spell_out
from talking_photo.core.settings import TextLimits


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        # money
        ("en", "Lunch was $12.50.", "Lunch was twelve dollars fifty."),
        ("en", "Only $0.75 or £1?", "Only seventy-five cents or one pound?"),
        ("en", "They raised $3 million and €20k", "They raised three million dollars and twenty thousand euros"),
        ("de", "Das macht 9,90 €.", "Das macht neun Euro neunzig."),
        ("es", "Vale 21 € y 3,40 €", "Vale veintiún euros y tres euros con cuarenta"),
        ("fr", "Ça coûte 15,30 €.", "Ça coûte quinze euros trente."),
        ("it", "Costa € 7,80", "Costa sette euro e ottanta"),
        ("pt", "São R$ 1,00 e R$ 5,25", "São um real e cinco reais e vinte e cinco"),
        ("ru", "Всего 21 ₽ и 5 ₽", "Всего двадцать один рубль и пять рублей"),
        ("zh", "只要¥30", "只要三十元"),
        # times
        ("en", "From 9:00 to 5:15pm, not 6:05", "From nine o'clock to five fifteen P M, not six oh five"),
        ("de", "Um 7:45 Uhr und um 9 Uhr", "Um sieben Uhr fünfundvierzig und um neun Uhr"),
        ("fr", "Rendez-vous à 18h30", "Rendez-vous à dix-huit heures trente"),
        ("ru", "Приходи в 7:20", "Приходи в семь двадцать"),
        # dates and years
        ("en", "Born 7/4/1976, on March 3rd", "Born July fourth nineteen seventy-six, on March third"),
        ("en", "since 1999, in the 1960s", "since nineteen ninety-nine, in the nineteen sixties"),
        ("en", "1999 people", "one thousand nine hundred and ninety-nine people"),
        ("de", "am 1.5.2023", "am ersten Mai zweitausenddreiundzwanzig"),
        ("de", "Der 31. Dezember", "Der einunddreißigste Dezember"),
        ("es", "el 3/4/2025", "el tres de abril de dos mil veinticinco"),
        ("de", "Am 24/12", "Am vierundzwanzigsten Dezember"),
        ("pt", "dia 25/12", "dia vinte e cinco de dezembro"),
        ("fr", "le 1er mai 2021", "le premier mai deux mille vingt et un"),
        ("pt", "em 15/08/2022", "em quinze de agosto de dois mil e vinte e dois"),
        ("ru", "9 мая 1945 г.", "девятое мая тысяча девятьсот сорок пятого года"),
        # numbers
        ("en", "1,024 or 3.25", "one thousand and twenty-four or three point two five"),
        ("de", "1.024 oder 3,25", "eintausendvierundzwanzig oder drei Komma zwei fünf"),
        ("en", "agent 007", "agent zero zero seven"),
        ("en", "the 22nd of 5–7, #3", "the twenty-second of five to seven, number three"),
        ("en", "½ cup, 2¼ hours, 3/4", "one half cup, two and a quarter hours, three quarters"),
        ("en", "call 212-555-0187 or +44 20 7946 0958", "call two one two, five five five, zero one eight seven or plus four four, two zero, seven nine four six, zero nine five eight"),
        ("es", "1 semana, 31 días", "una semana, treinta y un días"),
        # units
        ("en", "5 km, 1 kg, -3 °C, 50%", "five kilometers, one kilogram, minus three degrees Celsius, fifty percent"),
        ("de", "5 km, 90 km/h, 1 kg", "fünf Kilometer, neunzig Kilometer pro Stunde, ein Kilogramm"),
        ("ru", "2 км и 5 км", "два километра и пять километров"),
        # abbreviations and Roman numerals
        ("en", "Mrs. Lee vs. Mr. Poe, e.g. at St. Mary's", "missis Lee versus mister Poe, for example at saint Mary's"),
        ("de", "Prof. Kern, d.h. ca. 3 Std.", "Professor Kern, das heißt circa drei Stunden."),
        ("fr", "Mme Petit et M. Roux", "madame Petit et monsieur Roux"),
        ("es", "La Sra. Gil y el Dr. Paz", "La señora Gil y el doctor Paz"),
        ("it", "La Sig.ra Neri", "La signora Neri"),
        ("en", "Part XLII, Super Bowl LVIII", "Part forty-two, Super Bowl fifty-eight"),
        ("en", "Rocky III and Elizabeth II", "Rocky three and Elizabeth the second"),
        # links and names
        ("en", "See https://www.openstreetmap.org/#map=5/1/2 now", "See openstreetmap dot org now"),
        ("en", "Mail me: jo.day@example.org", "Mail me: jo dot day at example dot org"),
        ("de", "Mehr auf beispiel.de!", "Mehr auf beispiel Punkt de!"),
        ("en", "thanks @maria_lopez #BestDay", "thanks maria lopez Best Day"),
        # emoji, signs, words
        ("en", "I ❤ Rome and my 🐶", "I love Rome and my dog"),
        ("de", "Ich ❤ dich", "Ich liebe dich"),
        ("fr", "Je ❤ Rome, et je <3 Paris", "J'aime Rome, et j'aime Paris"),
        ("en", "To you <3", "To you heart"),
        ("en", "salt & pepper, 2+2=4", "salt and pepper, two plus two equals four"),
        ("en", "what the h*** was that", "what the bleep was that"),
        ("en", "Noooo, sooo goooood!!", "No, so good!!"),
        ("en", "Shhhhh", "Shush"),
        ("en", "Stop,please.Now!Go", "Stop, please. Now! Go"),
        ("en", "WE LOVE YOU SO MUCH", "we love you so much"),
        ("en", "NASA and the BBC", "NASA and the BBC"),
        ("he", "תּוֹדָה", "תודה"),
        ("ja", "私は学校へ行きます", "わたし わ がっこう え いき ます"),
        # left alone
        ("en", "Don't worry, it's fine.", "Don't worry, it's fine."),
        ("en", "I see a tree; a goose, too.", "I see a tree; a goose, too."),
        ("tr", "Saat 8:30, 5 km", "Saat 8:30, 5 kilometre"),
    ],
)  # fmt: skip
def test_it_is_said_as_people_read_it(language, written, spoken):
    assert spell_out(written, language).text == spoken


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it", "pt", "ru", "zh", "sw", "ja"])
def test_no_digits_signs_or_letters_make_it_fail(language):
    for written in ("0", "00", "1.2.3.4", "99/99/9999", "31.2.2024", "24:61", "-0", "1" * 300, "$", "%", "€.", "3/0", "№", "IIII",
                    "½½", "@@", "http://", "a" * 300, "1,,2", "٣٤", "①", "50:50:50", "#", "&", "***", "🐶", "1️", "\u0301"):  # fmt: skip
        assert isinstance(spell_out(written, language).text, str)


def test_the_written_form_of_each_unit_is_kept_beside_the_spoken_one():
    text = spell_out("Meet me at 8:30 on 3/4/2025, ok?", "en")
    assert " ".join(unit.written for unit in text.units) == "Meet me at 8:30 on 3/4/2025, ok?"


def test_an_emoji_is_shown_as_the_word_that_it_stands_for():
    text = spell_out("I want 🍕 now", "en")
    assert [unit.written for unit in text.units] == ["I", "want", "pizza", "now"]


SAID = Path(__file__).with_name("said.tsv")


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [line.split("\t")[1:] for line in SAID.read_text(encoding="utf-8").splitlines()],
)
def test_every_kind_of_writing_is_said_as_people_read_it(language, written, spoken):
    script = read_text(written.replace("\\n", "\n"), TextLimits(), Expression.NEUTRAL)
    assert " ".join(spell_out(one.text, language).text for one in script.segments) == spoken
