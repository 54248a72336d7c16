"""Kokoro's voices: natural speech in seven languages, by one network and a style for each voice.

Added by `voices add kokoro`. Never for German, which it was not trained on and garbles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talking_photo.core.errors import DependencyError
from talking_photo.core.model import Float32, Speech
from talking_photo.core.normalization.pronounced import Pronounced, split_pronounced
from talking_photo.core.packages.package import (
    MODEL_FILE,
    STYLE_BYTES,
    problem_of,
    verified_file,
)
from talking_photo.core.packages.pinned import KOKORO, KOKORO_STYLES
from talking_photo.core.speech import espeak_library
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.forced_alignment import force_align
from talking_photo.core.speech.hibari import english_phonemes
from talking_photo.core.speech.level import normalize_loudness
from talking_photo.core.speech.phoneme_names import hibari_letters
from talking_photo.core.speech.pinyin import mandarin_phonemes
from talking_photo.core.speech.ports import Manner, SpeakerKind
from talking_photo.core.speech.reshape import reshape

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SAMPLE_RATE = 24_000
STYLES_FOLDER = "styles"
_PAUSE_SECONDS = 0.12
_MAX_PHONEMES = 180
"""At once, some ten seconds: memory grows with it, to 270 MB at 60 and 600 MB at 300."""
_LANGUAGES = {
    "a": ("en", "en-us"),
    "b": ("en", "en-gb"),
    "e": ("es",),
    "f": ("fr",),
    "h": ("hi",),
    "i": ("it",),
    "p": ("pt", "pt-br"),
    "z": ("zh",),
}
"""Codes of the languages, by the first letter of a style's name."""
_ESPEAK = {"e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br", "z": "cmn"}
"""The language of espeak whose phonemes the network learned (a and b: those of hibari)."""
_SPOKEN = {"a": "en-us", "b": "en-gb", **_ESPEAK}
"""The language of espeak that gives the phones to align."""
_BORROWED = {"f": ("im_nicola", "em_alex", "if_sara"), "i": ("ef_dora", "em_alex")}
"""Styles of other languages that also speak one of which there are few."""
_FIRST_MEN = {
    "a": "am_fenrir", "b": "bm_fable", "e": "em_alex", "f": "im_nicola", "h": "hm_omega",
    "i": "im_nicola", "p": "pm_alex", "z": "zm_yunjian",
}  # fmt: skip
_FIRST_WOMEN = {
    "a": "af_heart", "b": "bf_emma", "e": "ef_dora", "f": "ff_siwis", "h": "hf_alpha",
    "i": "if_sara", "p": "pf_dora", "z": "zf_xiaobei",
}  # fmt: skip
_SYMBOLS = (
    (1, ";:,.!?"), (9, '—…"()“” ̃ʣʥʦʨᵝꭧAI'), (31, "O"), (33, "Q"), (35, "ST"), (39, "W"),
    (41, "Yᵊabcdef"), (50, "hijklmnopqrstuvwxyzɑɐɒæ"), (75, "βɔɕç"), (80, "ɖðʤə"), (85, "ɚɛɜ"),
    (90, "ɟ"), (92, "ɡ"), (99, "ɥ"), (101, "ɨɪʝ"), (110, "ɯɰŋɳɲɴø"), (118, "ɸθœ"), (123, "ɹ"),
    (125, "ɾɻ"), (128, "ʁɽʂʃʈʧ"), (135, "ʊʋ"), (138, "ʌɣɤ"), (142, "χʎ"), (147, "ʒʔ"),
    (156, "ˈˌː"), (162, "ʰ"), (164, "ʲ"), (169, "↓"), (171, "→↗↘"), (177, "ᵻ"),
)  # fmt: skip
"""The network's alphabet: runs of symbols, each with the number of its first."""
_IDS = {
    symbol: number + index for number, symbols in _SYMBOLS for index, symbol in enumerate(symbols)
}
_TIED = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q",
    "s^s": "S", "t^s": "ʦ", "t^ʃ": "ʧ", "ɔ^ɪ": "Y",
}  # fmt: skip
"""Symbols of espeak that the network knows as one letter (misaki, Apache-2.0)."""
_BEFORE_MARK = re.compile(r" +(?=[;:,.!?…])")
_FOREIGN = re.compile(r"\([^)]*\)")
"""espeak's mark of a word that follows the rules of another language."""
_MARKS = re.compile(r'([;:,.!?¡¿—…"«»“”()।]+)')
_MARKS_AS_LEARNED = str.maketrans({"«": "“", "»": "”", "¡": None, "¿": None, "।": "."})
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A voice: for each language (a letter), the styles that are mixed, with their shares."""

    name: str
    kind: SpeakerKind | None
    parts: Mapping[str, tuple[tuple[str, float], ...]]


class Kokoro:
    """One voice of Kokoro; about real time on a slow core.

    Phonemes are those that the network learned: hibari's for English, pinyin for Chinese, else
    espeak's. The phones of espeak are aligned to the sound, for the network tells no times. Pitch
    and formants are changed in the sound. The network is one for all voices, and loaded until
    `release`.
    """

    natural = True
    licence = KOKORO.licence
    package = KOKORO.name

    def __init__(self, style: Style, phones: Espeak, folder: Path) -> None:
        """Take the style, the source of phones, and the folder of all voices."""
        self.name = style.name
        self.kind = style.kind
        self.style = style
        self._phones = phones
        self._folder = folder

    @property
    def added_style(self) -> str | None:
        """Return the style that was added by its address; None for one of the package."""
        styles = {style for parts in self.style.parts.values() for style, _ in parts}
        return next((style for style in styles if style not in KOKORO_STYLES), None)

    @property
    def version(self) -> str:
        """Return the version of the network, and what is mixed."""
        return f"{KOKORO.version} {dict(self.style.parts)}"

    @property
    def speaks(self) -> Set[str]:
        """Return the languages of the style."""
        return {code for letter in self.style.parts for code in _LANGUAGES[letter]}

    def availability(self) -> str | None:
        """Return None, or why it does not work."""
        if find_spec("hibari") is None:
            return "voice_not_installed"
        return problem_of(KOKORO, self._folder)

    def languages(self) -> Set[str]:
        """Return the same while it is installed."""
        return self.speaks if self.availability() is None else frozenset()

    def unreadable_scripts(self, language: str) -> Set[str]:
        """Return the scripts that espeak would spell; Chinese reads its own alone."""
        if _letter_of(language, self.style) == "z":
            return {"CYRILLIC", "GREEK", "HANGUL", "HEBREW", "ARABIC", "THAI", "DEVANAGARI"}
        return self._phones.unreadable_scripts(_ESPEAK.get(_letter_of(language, self.style), "en"))

    def speak(self, text: str, language: str, manner: Manner) -> Speech:
        """Synthesise the words; see `Voice`.

        Raises:
            DependencyError: voice_not_installed, voice_damaged, voice_failed.
        """
        letter = _letter_of(language, self.style)
        style = self._style(letter)
        pieces: list[Float32] = []
        pause = np.zeros(round(_PAUSE_SECONDS * SAMPLE_RATE), np.float32)
        for phonemes in _sentences(_phonemes(text, letter)):
            samples = self._run(phonemes, style, manner.pace / manner.pitch)
            pieces += [pause, samples] if pieces else [samples]
        if not pieces:
            return Speech(samples=np.zeros(0, np.float32), sample_rate=SAMPLE_RATE, phones=())
        sound = Speech(samples=np.concatenate(pieces), sample_rate=SAMPLE_RATE, phones=None)
        sound = reshape(sound, pitch=manner.pitch, formants=manner.formants)
        sound = Speech(
            samples=normalize_loudness(sound.samples, SAMPLE_RATE),
            sample_rate=SAMPLE_RATE,
            phones=None,
        )
        known = self._phones.speak(text, _SPOKEN[letter], Manner(pace=manner.pace))
        return force_align(known, sound)

    def _run(self, phonemes: str, style: Float32, speed: float) -> Float32:
        """Run the network on a sentence.

        Raises:
            DependencyError: voice_damaged, voice_failed.
        """
        ids = [_IDS[symbol] for symbol in phonemes if symbol in _IDS]
        row = style[min(max(len(ids) - 1, 0), len(style) - 1)]
        inputs = {
            "tokens": np.asarray([[0, *ids, 0]], np.int64),
            "style": row[None],
            "speed": np.asarray([np.clip(speed, 0.5, 2.0)], np.float32),
        }
        session = _session(self._folder / KOKORO.name)
        try:
            samples: Float32 = session.run(None, inputs)[0]
        except Exception as exc:  # whatever onnxruntime raises
            raise DependencyError("voice_failed", voice=self.name) from exc
        return samples.reshape(-1).astype(np.float32)

    def _style(self, letter: str) -> Float32:
        """Return the mixed style, shape (510, 256).

        Raises:
            DependencyError: voice_damaged.
        """
        parts = self.style.parts[letter]
        mixed: Float32 = sum(
            (np.float32(share) * self._read(name) for name, share in parts),
            start=np.zeros((STYLE_BYTES // 1024, 256), np.float32),
        )
        return mixed

    def _read(self, name: str) -> Float32:
        """Read one style, of the package or added by its address.

        Raises:
            DependencyError: voice_damaged.
        """
        if name in KOKORO_STYLES:
            place = self._folder / KOKORO.name
            path = verified_file(place, f"{STYLES_FOLDER}/{name}.bin", voice=self.name)
        else:
            path = self._folder / STYLES_FOLDER / f"{name}.bin"
        try:
            values = np.frombuffer(path.read_bytes(), "<f4")
            return values.reshape(STYLE_BYTES // 1024, 256)
        except (OSError, ValueError) as exc:
            raise DependencyError("voice_damaged", voice=self.name) from exc


def kokoro_voices(phones: Espeak, folder: Path) -> Iterator[Kokoro]:
    """Yield every voice, a woman and a man for all languages first."""
    for name, kind, first in (
        ("kokoro", SpeakerKind.WOMAN, _FIRST_WOMEN),
        ("kokoro-man", SpeakerKind.MAN, _FIRST_MEN),
    ):
        parts = {letter: ((style, 1.0),) for letter, style in first.items()}
        yield Kokoro(Style(name=name, kind=kind, parts=parts), phones, folder)
    for letter in _LANGUAGES:
        added = sorted(path.stem for path in (folder / STYLES_FOLDER).glob(f"{letter}[fm]_*.bin"))
        own = [style for style in KOKORO_STYLES if style[0] == letter]
        for style in dict.fromkeys((*own, *_BORROWED.get(letter, ()), *added)):
            name = kokoro_name(letter + style[1:])
            kind = SpeakerKind.WOMAN if style[1] == "f" else SpeakerKind.MAN
            parts = {letter: ((style, 1.0),)}
            yield Kokoro(Style(name=name, kind=kind, parts=parts), phones, folder)


def kokoro_name(style: str) -> str:
    """Return the name of the voice of a style such as `ef_dora`: `kokoro-es-dora`."""
    codes = _LANGUAGES[style[0]]
    return f"kokoro-{codes[-1] if style[0] in 'ab' else codes[0]}-{style[3:]}"


def blend(name: str, base: Kokoro, second: Kokoro, share: float) -> Kokoro:
    """Return a voice between two, for the languages of the first.

    Args:
        name: Of the new voice.
        base: The voice whose languages it speaks.
        second: The other one; of a language that it does not speak, its first one is taken.
        share: Of the base, 0..1.
    """
    parts = {}
    for letter, mine in base.style.parts.items():
        others = second.style.parts
        other = others.get(letter) or next(iter(others.values()))
        parts[letter] = (
            *((style, share * part) for style, part in mine),
            *((style, (1 - share) * part) for style, part in other),
        )
    kind = base.kind if share >= 0.5 else second.kind
    return Kokoro(Style(name=name, kind=kind, parts=parts), base._phones, base._folder)  # noqa: SLF001


def release() -> None:
    """Free the network's memory, some 300 MB; it is loaded again when a voice speaks."""
    _session.cache_clear()


def _letter_of(language: str, style: Style) -> str:
    return next(
        (letter for letter in style.parts if language in _LANGUAGES[letter]),
        next(iter(style.parts)),
    )


def _phonemes(text: str, letter: str) -> str:
    """Return the phonemes of a text in the network's alphabet, with its punctuation.

    Raises:
        DependencyError: voice_not_installed, voice_failed.
    """
    if not any(character.isalnum() for character in text):
        return ""
    parts = [
        _given(part.ipa or "", letter)
        if isinstance(part, Pronounced)
        else _phonemes_of_words(part, letter)
        for part in split_pronounced(text)
    ]
    return _BEFORE_MARK.sub("", " ".join(" ".join(parts).split()))


def _phonemes_of_words(text: str, letter: str) -> str:
    """Return the phonemes of words whose pronunciation nobody gave.

    Raises:
        DependencyError: voice_not_installed, voice_failed.
    """
    if letter == "z":
        return mandarin_phonemes(text)
    if letter in "ab":
        return english_phonemes(text, british=letter == "b")
    pieces = _MARKS.split(text)
    voice = espeak_library.catalogue().voices[_ESPEAK[letter]]
    spoken = iter(espeak_library.phonemes(pieces[::2], voice))
    joined = ""
    for index, piece in enumerate(pieces):
        if index % 2:
            joined += piece.translate(_MARKS_AS_LEARNED)
        else:
            before, after = (" " * edge.isspace() for edge in (piece[:1], piece[-1:]))
            joined += f"{before}{_as_learned(next(spoken))}{after}"
    return joined


def _given(ipa: str, letter: str) -> str:
    """Translate a pronunciation that somebody gave."""
    if letter in "ab":
        return hibari_letters(ipa)
    for sounds in ("tʃ", "dʒ", "ts", "dz"):
        ipa = ipa.replace(sounds, "^".join(sounds))
    return _as_learned(ipa)


def _as_learned(phonemes: str) -> str:
    """Translate espeak's symbols to the network's."""
    for tied, letter in _TIED.items():
        phonemes = phonemes.replace(tied, letter)
    plain = _FOREIGN.sub("", phonemes).replace("^", "").replace("-", "")
    # Nasal vowels are a letter and a tilde there, but ç is one letter.
    return unicodedata.normalize("NFD", plain).replace("c\u0327", "ç")


def _sentences(phonemes: str) -> Iterator[str]:
    """Cut phonemes at the ends of sentences, and long ones at clauses and words."""
    for sentence in _SENTENCE_END.split(phonemes):
        if len(sentence) <= _MAX_PHONEMES:
            if any(symbol.isalpha() for symbol in sentence):
                yield sentence
            continue
        piece = ""
        for clause in _clauses(sentence):
            if piece and len(piece) + len(clause) >= _MAX_PHONEMES:
                yield piece
                piece = clause
            else:
                piece = f"{piece} {clause}".strip()
        if piece:
            yield piece


def _clauses(sentence: str) -> Sequence[str]:
    clauses = re.split(r"(?<=[,;:—])\s+", sentence)
    if max(map(len, clauses)) <= _MAX_PHONEMES:
        return clauses
    words = sentence.split()
    return [
        word[start : start + _MAX_PHONEMES]
        for word in words
        for start in range(0, len(word), _MAX_PHONEMES)
    ]


@lru_cache(maxsize=1)
def _session(place: Path) -> InferenceSession:
    """Load the network.

    Raises:
        DependencyError: voice_damaged.
    """
    path = verified_file(place, MODEL_FILE, voice=KOKORO.name)
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # besides the variable of `core.environment`
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # whatever onnxruntime raises
        raise DependencyError("voice_damaged", voice=KOKORO.name) from exc
