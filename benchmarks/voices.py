"""What each installed voice makes of sentences: how much of it is understood, speed, memory, lips.

Run as a program, it speaks the sentences with one voice and prints what that took.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.material import png, square
from benchmarks.table import Section, Table
from talking_photo.core.hearing.ports import Recogniser
from talking_photo.core.hearing.whisper import whisper_in
from talking_photo.core.model import Speech
from talking_photo.core.packages.pinned import WHISPER
from talking_photo.core.settings import VoiceSettings
from talking_photo.core.speech.catalogue import VoiceInfo, list_voices
from talking_photo.core.speech.languages import match_language
from talking_photo.core.speech.ports import Manner
from talking_photo.core.speech.voices import all_voices

SENTENCES = {
    "en": (
        "Good morning, everybody, I am very glad to see you.",
        "My mother bought a big red apple pie, and we ate all of it.",
        "Could you come to my house tomorrow afternoon?",
        "The old dog is sleeping under the small table.",
        "Maybe we should bring an umbrella, because it will probably rain.",
        "Happy birthday, grandpa, and many happy returns!",
    ),
    "de": (
        "Guten Morgen, ich freue mich sehr, euch alle zu sehen.",
        "Meine Mutter hat einen großen roten Apfel gekauft.",
        "Kannst du morgen Nachmittag zu mir kommen?",
        "Der alte Hund schläft unter dem kleinen Tisch.",
    ),
    "es": (
        "Buenos días a todos, me alegro mucho de verlos.",
        "Mi madre compró una gran manzana roja y la comimos juntos.",
        "¿Puedes venir mañana por la tarde a mi casa?",
        "El perro viejo duerme debajo de la mesa pequeña.",
    ),
    "fr": (
        "Bonjour à tous, je suis très heureux de vous voir.",
        "Ma mère a acheté une grande pomme rouge et nous l'avons mangée ensemble.",
        "Peux-tu venir demain après-midi chez moi ?",
        "Le vieux chien dort sous la petite table.",
    ),
    "hi": (
        "सुप्रभात, आप सभी को देखकर बहुत खुशी हुई।",
        "मेरी माँ ने एक बड़ा लाल सेब खरीदा।",
        "क्या तुम कल शाम मेरे घर आ सकते हो?",
        "कुत्ता मेज के नीचे सो रहा है।",
    ),
    "it": (
        "Buongiorno a tutti, sono molto felice di vedervi.",
        "Mia madre ha comprato una grande mela rossa e l'abbiamo mangiata insieme.",
        "Puoi venire domani pomeriggio a casa mia?",
        "Il vecchio cane dorme sotto il tavolo piccolo.",
    ),
    "pt": (
        "Bom dia a todos, estou muito feliz em ver vocês.",
        "Minha mãe comprou uma grande maçã vermelha e nós comemos juntos.",
        "Você pode vir amanhã à tarde na minha casa?",
        "O cachorro velho dorme embaixo da mesa pequena.",
    ),
    "zh": (
        "大家早上好，很高兴见到你们。",
        "我妈妈买了一个大红苹果。",
        "你明天下午能来我家吗？",
        "狗在小桌子下面睡觉。",
    ),
}
"""By us, before any voice was tried on them."""
_FIFTY = Path(__file__).with_name("spoken_english.txt")
"""The same: one English sentence a line."""
_BUILT_IN = ("hibari", "hibari-man", "hibari-child", "espeak")
"""Voices that speak the fifty."""
_LIPS = ("hibari", "kokoro")
_PATIENCE_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One voice in one language."""

    voice: str
    language: str
    licence: str
    errors: float | None
    """Edits per character of letters and digits; None without a recogniser."""
    speed: float
    """Seconds of speech per second of CPU."""
    peak_megabytes: float


def measure(folder: Path, names: Sequence[str]) -> Section:
    """Try voices on every language of theirs for which there are sentences.

    Args:
        folder: For what is written meanwhile.
        names: Of the voices; empty for all that are installed and send no words away.
    """
    settings = VoiceSettings()
    recogniser = whisper_in(settings.folder / WHISPER.name)
    trials = [
        _tried(voice, language, recogniser, folder)
        for language in SENTENCES
        for voice in list_voices(settings, language)
        if voice.problem is None and not voice.network and (not names or voice.name in names)
    ]
    fifty = [
        (voice, "-" if recogniser is None else f"{_words_wrong(voice, recogniser, folder):.1%}")
        for voice in _BUILT_IN
        if not names or voice in names
    ]
    lips = list(_lips(folder, settings))
    return Section(
        title="Voices",
        how="Each voice speaks four to six sentences in a process of its own. Errors: what "
        "Whisper base (8 bits, beam 3) writes down against the sentence, edits per letter and "
        "digit; `-` without the package whisper. In fifty English sentences, edits per word, with "
        "another spelling (color, 7, seashells) as an error. Speed: seconds of speech per second "
        "of CPU, alignment included, the network loaded before. Memory: peak of that process.",
        tables=(
            Table(
                header=("language", "voice", "errors", "speed", "memory", "licence"),
                rows=tuple(
                    (
                        trial.language,
                        trial.voice,
                        "-" if trial.errors is None else f"{trial.errors:.3f}",
                        f"{trial.speed:.1f}",
                        f"{trial.peak_megabytes:.0f} MB",
                        trial.licence,
                    )
                    for trial in trials
                ),
            ),
            Table(header=("voice, 50 English sentences", "words wrong"), rows=tuple(fifty)),
            Table(header=("lips, in the video", "p b m closed", "lag"), rows=tuple(lips)),
        ),
        caveats=(
            "Some 200 letters a language: differences below .03 mean nothing, and the recogniser "
            "makes mistakes of its own (Hindi it writes in other scripts).",
        ),
        figures=[asdict(trial) for trial in trials],
    )


def _tried(voice: VoiceInfo, language: str, recogniser: Recogniser | None, folder: Path) -> Trial:
    """Let a voice speak in a process of its own, and write down what was said."""
    target = folder / "speech.npz"
    report = _spoken(voice.name, language, target)
    edits = letters = 0
    with np.load(target) as sounds:
        for index, sentence in enumerate(SENTENCES[language] if recogniser else ()):
            speech = Speech(samples=sounds[str(index)], sample_rate=round(report["rate"]))
            heard = "".join(word.text for word in recogniser.words(speech)) if recogniser else ""
            edits += distance(letters_of(sentence), letters_of(heard))
            letters += len(letters_of(sentence))
    return Trial(
        voice=voice.name,
        language=language,
        licence=voice.licence,
        errors=edits / letters if letters else None,
        speed=report["speed"],
        peak_megabytes=report["peak"],
    )


def _spoken(voice: str, what: str, target: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.voices", voice, what, str(target)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=_PATIENCE_SECONDS
    )
    report: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return report


def _words_wrong(voice: str, recogniser: Recogniser, folder: Path) -> float:
    """Return the edits per word of what is written down of the fifty sentences."""
    target = folder / "fifty.npz"
    report = _spoken(voice, "fifty", target)
    edits = count = 0
    with np.load(target) as sounds:
        for index, sentence in enumerate(_sentences("fifty")):
            speech = Speech(samples=sounds[str(index)], sample_rate=round(report["rate"]))
            heard = " ".join(word.text for word in recogniser.words(speech))
            edits += distance(_words_of(sentence), _words_of(heard))
            count += len(_words_of(sentence))
    return edits / count


def _sentences(what: str) -> Sequence[str]:
    return _FIFTY.read_text().splitlines() if what == "fifty" else SENTENCES[what]


def _words_of(text: str) -> Sequence[str]:
    words = (letters_of(word) for word in text.replace("-", " ").split())
    return [word for word in words if word]


def _lips(folder: Path, settings: VoiceSettings) -> Iterator[tuple[str, ...]]:
    """Yield how many lips close at p, b and m in a rendered video, and how late they are."""
    from benchmarks.read_back import read_back

    voices: Mapping[str, VoiceInfo] = {one.name: one for one in list_voices(settings, "en")}
    photo = png(square(720), folder / "lips.png")
    for name in _LIPS:
        if voices[name].problem is None:
            read = read_back(name, photo, folder / "lips.mp4", voice=name)
            yield name, f"{read.shut.hit} of {read.shut.total}", f"{read.late} frames"


def letters_of(text: str) -> str:
    """Return letters and digits alone, in lower case, with the vowel signs of Indian scripts."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if c.isalnum() or unicodedata.category(c)[0] == "M")


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the least number of edits between letters or words (V. Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, another in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != another))
    return row[-1]


def _speak(name: str, what: str, target: Path) -> None:
    voice = all_voices(VoiceSettings())[name]
    language = "en" if what == "fifty" else what
    spoken_in = match_language(language, voice.languages()) or language
    voice.speak(_sentences(what)[0], spoken_in, Manner())  # loads it
    began = time.process_time()
    speeches = [voice.speak(text, spoken_in, Manner()) for text in _sentences(what)]
    took = time.process_time() - began
    np.savez(target, **{str(at): speech.samples for at, speech in enumerate(speeches)})
    report = {
        "rate": speeches[0].sample_rate,
        "speed": sum(speech.seconds for speech in speeches) / took,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    _speak(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
