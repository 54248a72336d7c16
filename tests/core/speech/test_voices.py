"""The chain of voices: real espeak behind small voices that fail in known ways."""

from itertools import pairwise

import numpy as np
import pytest

from talking_photo.core.errors import DependencyError, RequestError
from talking_photo.core.model import Expression, Mood, Phone, Script, Segment, Speech, Word
from talking_photo.core.progress import no_progress
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.voices import Voices, build_voices, manner_of, synthesize

RATE = 16_000
PLAIN = Manner()


class Tone:
    """A voice that hums half a second for any words, and keeps what it was asked."""

    version = licence = ""

    def __init__(
        self,
        name="tone",
        *,
        languages=("en", "de"),
        fails=None,
        phones=True,
        kind=None,
        natural=True,
        package=None,
    ):
        self.kind, self.natural, self.package = kind, natural, package
        self.name, self._languages, self._fails, self._phones = name, set(languages), fails, phones
        self.asked, self.unread = [], frozenset()
        self.speaks, self.problem = self._languages, "voice_not_installed"

    def availability(self):
        return None if self._languages else self.problem

    def languages(self):
        return self._languages

    def unreadable_scripts(self, language):
        return self.unread

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


def speak(
    *segments,
    voices,
    preferred_voice=None,
    language="en",
    manner=PLAIN,
    progress=no_progress,
    by_language=None,
):
    script = Script(segments=tuple(Segment(text=s) if isinstance(s, str) else s for s in segments))
    return synthesize(
        script,
        preferred_voice=preferred_voice,
        language=language,
        voices=voices,
        manner=manner,
        progress=progress,
        by_language=by_language,
    )


def chain(*order, on_request=()):
    return Voices(order=order, on_request=on_request)


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


@pytest.mark.parametrize(
    ("preferred_voice", "notes"), [("first", ["language_missing"]), (None, [])]
)
def test_a_voice_without_the_language_hands_over_and_says_so_if_it_was_asked_for(
    preferred_voice, notes
):
    first = Tone("first", languages={"de"})
    speech = speak("Hello", voices=chain(first, Tone("second")), preferred_voice=preferred_voice)
    assert first.asked == []
    assert [note.facts["reason"] for note in speech.notes] == notes


def test_a_voice_that_is_not_installed_and_not_asked_for_is_no_news():
    speech = speak("Hello", voices=chain(Tone("first", languages=()), Tone("second")))
    assert speech.notes == ()


def test_a_voice_that_is_not_installed_but_requested_is_reported():
    voices = chain(Tone("first"), on_request=(Tone("second", languages=()),))
    speech = speak("Hello", voices=voices, preferred_voice="second")
    assert speech.notes[0].facts == {
        "from": "second", "to": "first", "reason": "voice_not_installed",
    }  # fmt: skip


def test_a_requested_voice_speaks_before_all_others():
    first, requested = Tone("first"), Tone("requested")
    speak("Hello", voices=chain(first, on_request=(requested,)), preferred_voice="requested")
    assert (first.asked, len(requested.asked)) == ([], 1)


def test_nobody_falls_back_onto_a_voice_kept_for_requests():
    outside = Tone("outside")
    with pytest.raises(DependencyError) as raised:
        speak("Hello", voices=chain(Tone("first", fails="voice_failed"), on_request=(outside,)))
    assert raised.value.code == "voice_failed"
    assert outside.asked == []


def test_an_unknown_voice_is_refused_with_the_known_ones():
    with pytest.raises(RequestError) as raised:
        speak("Hello", voices=chain(Tone("a"), Tone("b")), preferred_voice="c")
    assert (raised.value.code, raised.value.facts["known"]) == ("voice_unknown", "a, b")


def test_an_unknown_language_is_refused_with_some_known_ones():
    with pytest.raises(RequestError) as raised:
        speak("Hello", voices=chain(Tone()), language="tlh")
    assert raised.value.code == "language_unknown"
    assert raised.value.facts == {"known": "de, en", "count": 2}


def test_when_all_voices_fail_the_first_reason_is_reported():
    with pytest.raises(DependencyError) as raised:
        speak("Hi", voices=chain(Tone("a", fails="voice_busy"), Tone("b", fails="voice_failed")))
    assert raised.value.code == "voice_busy"


def test_when_no_voice_is_installed_that_is_reported():
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


def test_progress_counts_the_letters():
    seen = []
    speak("One", "two", "three!", "four", voices=chain(Tone()), progress=seen.append)
    assert seen == [3 / 16, 6 / 16, 12 / 16, 1.0]


def test_without_a_language_it_is_guessed_from_all_the_words():
    voice = Tone(languages={"en", "de", "fr"})
    speak("Guten Morgen,", "wie geht es dir heute?", voices=chain(voice), language=None)
    assert [language for _, language, _ in voice.asked] == ["de", "de"]


def test_the_settings_choose_who_is_tried_and_how_they_speak():
    settings = VoiceSettings(order=("espeak",), pitch=1.2, pace=0.9, variant="f2")
    voices = build_voices(settings)
    assert [voice.name for voice in voices.order] == ["espeak"]
    assert {voice.name for voice in voices.on_request} >= {
        "piper", "google", "hibari", "hibari-man", "hibari-child",
    }  # fmt: skip
    assert manner_of(settings) == Manner(pitch=1.2, pace=0.9, variant="f2")


def test_the_default_voices_speak_without_a_network(monkeypatch):
    speech = speak("Hello, I am Amy.", voices=build_voices(VoiceSettings()), language=None)
    assert speech.seconds > 1
    assert "m" in [phone.symbol for phone in speech.phones]


def dialogue(voice, *segments, manner=PLAIN):
    return speak(*segments, voices=chain(voice), manner=manner)


def test_a_turn_begins_with_its_words_and_the_first_one_with_the_video():
    speech = dialogue(
        Tone(),
        Segment(text="One.", face=2),
        Segment(text="Two.", face=1, pause=1.0),
        Segment(text="Three,", face=1, expression=Expression.SAD),
        Segment(text="four.", face=2),
    )
    starts = [0.0, 0.65 + 0.3 + 1.0, 1.95 + 0.5 + 0.3 + 0.5 + 0.08]
    assert [turn.face for turn in speech.turns] == [2, 1, 2]
    assert [turn.start for turn in speech.turns] == pytest.approx(starts)
    assert speech.turns[1].start == speech.words[1].start


def test_what_is_no_dialogue_has_no_turns():
    assert speak("One.", "Two.", voices=chain(Tone())).turns == ()


def test_each_turn_tells_its_mood_even_when_it_is_the_one_before():
    speech = dialogue(
        Tone(),
        Segment(text="One.", face=1, expression=Expression.HAPPY),
        Segment(text="Two.", face=2, expression=Expression.HAPPY),
        Segment(text="Three.", face=2, expression=Expression.HAPPY, strength=0.5),
    )
    assert [(mood.expression, mood.strength) for mood in speech.moods] == [
        (Expression.HAPPY, 1.0),
        (Expression.HAPPY, 1.0),
        (Expression.HAPPY, 0.5),
    ]
    assert [turn.start for turn in speech.turns] == [mood.start for mood in speech.moods[:2]]


def test_neighbours_in_a_dialogue_do_not_sound_alike():
    voice = Tone()
    faces = (1, 2, 3, 4, 5, 6, 7, 2)
    dialogue(voice, *[Segment(text="Hi.", face=face) for face in faces], manner=Manner(pitch=1.2))
    pitches = {face: manner.pitch for face, (_, _, manner) in zip(faces, voice.asked, strict=True)}
    assert pitches[1] == 1.2  # as somebody alone
    assert voice.asked[1][2].pitch == voice.asked[-1][2].pitch  # a face keeps its pitch
    for one, other in pairwise(sorted(pitches)):
        assert abs(pitches[one] / pitches[other] - 1) > 0.1


TALK = tuple(Segment(text="Hi.", face=face) for face in (1, 2, 1, 3))


def turns_of(*voices):
    return {voice.name: [(w, m.pitch) for w, _, m in voice.asked] for voice in voices}


def test_women_and_men_take_turns_in_a_dialogue():
    woman, man = Tone("woman-a", kind="woman"), Tone("man-a", kind="man")
    child, robot = Tone("kid", kind="child"), Tone("robot", kind="man", natural=False)
    speech = speak(*TALK, voices=chain(woman, robot, on_request=(child, man)))
    asked = turns_of(woman, man, child, robot)
    assert asked["woman-a"] == [("Hi.", 1.0), ("Hi.", 1.0), ("Hi.", 1.25)]
    assert asked["man-a"] == [("Hi.", 1.0)]
    assert asked["kid"] == asked["robot"] == []
    assert speech.notes == ()


def test_faces_of_a_dialogue_have_the_kind_that_was_chosen_and_voices_of_their_own():
    woman, one = Tone("woman-a", kind="woman"), Tone("one", kind="man")
    two = Tone("two", kind="man")
    voices = chain(woman, on_request=(one, two))
    speak(*TALK, voices=voices, preferred_voice="man")
    assert {name: len(asked) for name, asked in turns_of(woman, one, two).items()} == {
        "woman-a": 0, "one": 3, "two": 1,
    }  # fmt: skip


def test_a_chosen_voice_speaks_for_every_face():
    woman, man = Tone("woman-a", kind="woman"), Tone("man-a", kind="man")
    speak(*TALK, voices=chain(woman, on_request=(man,)), preferred_voice="woman-a")
    assert [m.pitch for _, _, m in woman.asked] == [1.0, 1.25, 1.0, 0.8]
    assert man.asked == []


def test_a_partner_that_fails_is_named_and_another_voice_speaks_for_its_face():
    woman, man = Tone("woman-a", kind="woman"), Tone("man-a", kind="man", fails="voice_damaged")
    speech = speak(*TALK, voices=chain(woman, on_request=(man,)))
    assert len(woman.asked) >= 4
    (note,) = speech.notes
    assert note.facts == {"from": "man-a", "to": "woman-a", "reason": "voice_damaged"}


@pytest.mark.parametrize(
    ("problem", "noted"), [("voice_damaged", 1), ("voice_outdated", 1), ("voice_not_installed", 0)]
)
def test_a_broken_voice_of_the_order_is_named_and_a_missing_one_is_not(problem, noted):
    broken = Tone("broken", languages=())
    broken.speaks, broken.problem = {"en"}, problem
    speech = speak("Hello", voices=chain(broken, Tone("next")))
    assert [note.facts["reason"] for note in speech.notes] == [problem] * noted


def test_a_real_voice_speaks_every_turn_at_a_pitch_of_its_own():
    speech = dialogue(
        Espeak(),
        Segment(text="Hello my old friend.", face=1),
        Segment(text="Hello my old friend.", face=2),
    )
    (_, second) = speech.turns
    rate = speech.sample_rate
    cut = round(second.start * rate)
    assert hertz(speech.samples[cut:], rate) > 1.08 * hertz(speech.samples[:cut], rate)


def hertz(samples, rate):
    """Pitch of the voiced frames of 50 ms, by their autocorrelation; the middle one."""
    size = rate // 20
    lags = slice(rate // 350, rate // 60)
    pitches = []
    for frame in samples[: len(samples) // size * size].reshape(-1, size):
        alike = np.correlate(frame, frame, "full")[size - 1 :]
        if alike[0] > 1 and alike[lags].max() > 0.4 * alike[0]:
            pitches.append(rate / (lags.start + alike[lags].argmax()))
    assert len(pitches) > 5
    return np.median(pitches)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Alles Gute zum Geburtstag! Happy birthday to you!", ["de", "en"]),
        ("Guten Tag, how are you today?", ["de", "en"]),
        ('She always said "Buenas noches, mi amor" before bed.', ["en", "es", "en"]),
        ("Он сказал: «I will be back», и ушёл.", ["ru", "en", "ru"]),
        ("The word привет means hello", ["en", "ru", "en"]),
        ("Hello everyone! Hola a todos! Guten Morgen!", ["en", "es", "de"]),
        ("Es kostet 3 Euro. It costs 3 euros.", ["de", "en"]),
        # names, single words and what is not sure do not switch
        ("We met Angela Merkel in München and ate crème brûlée.", ["en"]),
        ("Danke schön for everything", None),
        ("Ich mag Fish and Chips.", ["de"]),
        ("Мой iPhone 15 Pro Max сломался", ["ru"]),
        ("She has a certain je ne sais quoi.", ["en"]),
        ("Real Madrid played against Bayern München yesterday", ["en"]),
    ],
)
def test_each_part_is_spoken_in_its_language(text, said):
    voice = Tone(languages=("en", "de", "es", "ru", "fr", "it", "pt"))
    speech = speak(text, voices=chain(voice), language=None)
    languages = {asked: language for asked, language, _ in voice.asked}
    assert len(voice.asked) == len(said or ["one"])
    if said:
        assert sorted(languages.values()) == sorted(said)
    assert len(speech.words) >= len(voice.asked)


def test_numbers_are_said_in_the_language_of_their_part():
    voice = Tone(languages=("en", "de"))
    speak(
        "Es kostet drei Euro und 20 Cent. It costs three euros and 20 cents.",
        voices=chain(voice),
        language=None,
    )
    assert {language: text for text, language, _ in voice.asked} == {
        "de": "Es kostet drei Euro und zwanzig Cent.",
        "en": "It costs three euros and twenty cents.",
    }


def test_each_language_has_its_own_voice_at_one_sample_rate():
    german, english = Tone("german", languages=("de",)), Espeak()
    text = "Alles Gute zum Geburtstag! Happy birthday to you, my dear!"
    speech = speak(text, voices=chain(german, english), language=None)
    assert [asked for asked, _, _ in german.asked] == ["Alles Gute zum Geburtstag!"]
    said = " ".join(word.text for word in speech.words)
    assert said == text
    assert speech.seconds == pytest.approx(speech.words[-1].end + 0.35, abs=0.3)
    assert not speech.notes


def test_a_part_that_no_voice_can_say_is_said_like_the_rest():
    voice = Tone(languages=("en",))
    speak("Happy birthday to you! Alles Gute zum Geburtstag!", voices=chain(voice), language=None)
    assert {language for _, language, _ in voice.asked} == {"en"}


def test_a_wished_language_is_that_of_all_parts():
    voice = Tone(languages=("en", "de"))
    speak("Happy birthday to you! Alles Gute zum Geburtstag!", voices=chain(voice), language="de")
    assert [language for _, language, _ in voice.asked] == ["de"]


def test_marks_change_pace_pitch_and_loudness():
    voice = Tone()
    speech = speak(
        Segment(text="One."),
        Segment(text="Two.", pace=0.75, pitch=1.1, gain=0.5),
        voices=chain(voice),
        manner=Manner(pace=1.2),
    )
    assert [manner.pace for _, _, manner in voice.asked] == pytest.approx([1.2, 0.9])
    assert [manner.pitch for _, _, manner in voice.asked] == pytest.approx([1.0, 1.1])
    first, second = (
        speech.samples[round(word.start * RATE) : round(word.end * RATE)] for word in speech.words
    )
    assert np.abs(second).max() == pytest.approx(np.abs(first).max() / 2, rel=0.05)


@pytest.mark.parametrize(
    ("language", "text", "sounds", "captions"),
    [
        ("en", "Hi Siobhán (shi-VAWN)!", "ʃ ɪ v ɔː n", "Hi Siobhán!"),
        ("en", "Hi Nguyen ⟦wɪn⟧!", "w ɪ n", "Hi Nguyen!"),
        ("de", "Hallo Siobhán (schi-WOHN)!", "ʃ iː v oː n", "Hallo Siobhán!"),
        ("es", "Hola Siobhán ⟦ʃiˈβon⟧.", "ʃ i β o n", "Hola Siobhán."),
        ("ru", "Это Siobhán (ши-ВОН).", "ʃ y v o n", "Это Siobhán."),
        ("fr-fr", "Voici Siobhán ⟦ʃivɔn⟧", "ʃ i v ɔ n", "Voici Siobhán"),
        ("cmn", "你好，东海⟦ʃɪvɔn⟧", "ʃ i v o n", "你好，东海"),
    ],
)
def test_a_given_pronunciation_is_heard_and_the_written_word_shown(
    language, text, sounds, captions
):
    speech = speak(text, voices=chain(Espeak()), language=language)
    symbols = " ".join(phone.symbol for phone in speech.phones if phone.symbol)
    assert sounds in symbols
    shown = "" if language == "cmn" else " "
    assert shown.join(word.text for word in speech.words) == captions


def test_a_dictionary_is_heard_in_every_segment():
    speech = synthesize(
        Script(segments=(Segment(text="Siobhan."), Segment(text="Siobhán's here."))),
        preferred_voice=None, language="en", voices=chain(Espeak()), manner=PLAIN,
        progress=no_progress, dictionary={"Siobhán": "shi-VAWN"},
    )  # fmt: skip
    symbols = "".join(phone.symbol for phone in speech.phones)
    assert symbols.count("ʃɪvɔːn") == 2
    assert [word.text for word in speech.words] == ["Siobhan.", "Siobhán's", "here."]


def test_no_word_of_a_text_is_taken_for_phonemes():
    plain = speak("Hello a b", voices=chain(Espeak()))
    tried = speak("Hello [[a b]]", voices=chain(Espeak()))
    assert [phone.symbol for phone in tried.phones] == [phone.symbol for phone in plain.phones]


def speakers():
    """Voices of two languages as an installation has them, and who was asked."""
    order = (
        Tone("piper", languages=(), kind=None),
        Tone("anna", languages=["en"], kind="woman"),
        Tone("espeak", kind="man", natural=False),
    )
    on_request = (
        Tone("john", languages=["en"], kind="man"),
        Tone("espeak-woman", kind="woman", natural=False),
        Tone("espeak-child", kind="child", natural=False),
        Tone("google", kind=None),
    )
    return Voices(order=order, on_request=on_request)


@pytest.mark.parametrize(
    ("language", "preferred", "by_language", "spoke"),
    [
        ("en", None, {}, "anna"),
        ("de", None, {}, "espeak"),
        ("en", "man", {}, "john"),  # never the robot where there is a natural man
        ("en", None, {"en": "man", "de": "woman"}, "john"),
        ("de", None, {"en": "man", "de": "woman"}, "espeak-woman"),
        ("de", None, {"*": "man"}, "espeak"),
        ("de", None, {"*": "child", "de": "man"}, "espeak"),
        ("en", "espeak", {"en": "man"}, "espeak"),  # wished for this video
        ("de", "john", {}, "espeak"),  # a man where the chosen man does not speak the language
        ("en", None, {"en": "gone"}, "anna"),  # chosen once, and removed since
    ],
)
def test_the_chosen_kind_of_voice_speaks_each_language(language, preferred, by_language, spoke):
    speech = speak(
        "Hello",
        voices=speakers(),
        language=language,
        preferred_voice=preferred,
        by_language=by_language,
    )
    assert speech.spoken_by.voice == spoke


def test_a_man_who_was_chosen_does_not_become_a_woman_without_a_word():
    carl = Tone("carl", kind="man", fails="voice_damaged")
    speech = speak("Hello", voices=chain(Tone("anna", kind="woman"), carl), preferred_voice="carl")
    assert [note.code for note in speech.notes] == ["voice_fell_back", "voice_kind_missing"]
    bert = Tone("bert", kind="man")
    voices = chain(Tone("anna", kind="woman"), carl, on_request=(bert,))
    speech = speak("Hello", voices=voices, preferred_voice="carl")
    (note,) = speech.notes
    assert note.facts == {"from": "carl", "to": "bert", "reason": "voice_damaged"}


def test_a_kind_that_nobody_has_is_named_with_who_spoke_instead():
    voices = chain(Tone("anna", kind="woman"))
    speech = speak("Hello", voices=voices, preferred_voice="man")
    [note] = speech.notes
    assert (note.code, note.facts) == ("voice_kind_missing", {"kind": "man", "to": "anna"})


def test_the_kinds_that_are_offered_are_those_of_natural_voices_where_there_are_any():
    english, german = (speak("Hi", voices=speakers(), language=code) for code in ("en", "de"))
    assert (english.spoken_by.kind, english.spoken_by.kinds) == ("woman", ("woman", "man"))
    assert (german.spoken_by.kind, german.spoken_by.kinds) == ("man", ("woman", "man", "child"))


def test_an_added_natural_voice_comes_before_the_robot_and_a_persons_own_voice_only_by_name():
    added = Tone("dora", languages=["es"], kind="woman", package="kokoro")
    robot = Tone("espeak", languages=["es"], kind="man", natural=False)
    voices = chain(robot, on_request=(added,))
    assert speak("Hola", voices=voices, language="es").spoken_by.voice == "dora"


def test_a_variant_in_the_settings_does_not_make_a_woman_of_a_chosen_man():
    voices = build_voices(VoiceSettings(order=("espeak",), variant="f2"))
    speech = speak("Hallo", voices=voices, language="de", preferred_voice="man")
    assert speech.spoken_by.voice == "espeak-man"
