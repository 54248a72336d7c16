"""The hibari voices: natural English on numpy and onnxruntime (Apache-2.0)."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import uniform_filter1d

from talking_photo.core.errors import DependencyError
from talking_photo.core.model import Float32, Speech
from talking_photo.core.normalization.pronounced import Pronounced, split_pronounced
from talking_photo.core.packages.package import MODEL_FILE, problem_of, verified_file
from talking_photo.core.packages.pinned import known_packages
from talking_photo.core.speech.espeak import Espeak
from talking_photo.core.speech.forced_alignment import force_align
from talking_photo.core.speech.level import normalize_loudness
from talking_photo.core.speech.phoneme_names import hibari_letters
from talking_photo.core.speech.ports import Manner, SpeakerKind, version_of

if TYPE_CHECKING:
    from hibari import Hibari as Synthesizer

_BUILT_IN = "heart"
_SEED = 0
_PAUSE_SECONDS = 0.12
"""Between two sentences; the network ends each with some silence of its own."""
_WHISPER_BREATH = -1.2
"""Log magnitude of the breath against the voiced spectrum that it replaces."""
_WHISPER_SMOOTHING_BINS = 25
"""500 Hz: wide enough to leave no trace of the harmonics."""
_WHISPER_LOW_BINS, _WHISPER_LOW = 35, -6.0
"""Up to 700 Hz, the log magnitude falls to this at 0 Hz."""
SAMPLE_RATE = 24_000
_SPELLED = re.compile(r"\b([AP]) M\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A network of the package, and how its voice is changed into another speaker's."""

    name: str
    kind: SpeakerKind
    model: str = _BUILT_IN
    """Name in the registry of the package."""
    british: bool = False
    f0: float = 1.0
    """Factor on the fundamental frequency."""
    formants: float = 1.0
    """Factor on the frequencies of the spectral envelope, which a longer vocal tract lowers."""


WOMAN = Speaker(name="hibari", kind=SpeakerKind.WOMAN)
# Mean F0 of men is about 0.6 times that of women, their formants about 0.86 times (Peterson and
# Barney 1952); children of about eight years lie some 25 % and 15 % above women.
MAN = Speaker(name="hibari-man", kind=SpeakerKind.MAN, f0=0.62, formants=0.88)
CHILD = Speaker(name="hibari-child", kind=SpeakerKind.CHILD, f0=1.25, formants=1.13)


class Hibari:
    """Natural English, at some fifty times real time; bit-identical for the same words.

    The network's spectrum is resynthesised with another pitch and other formants for a man's and
    a child's voice, for the pitch of a manner, and without voicing for a whisper. Phones are those
    of espeak, aligned to the sound: the network's own durations start up to 0.1 s late at
    closures.
    """

    natural = True
    licence = "Apache-2.0"

    def __init__(self, speaker: Speaker, phones: Espeak, folder: Path) -> None:
        """Take the speaker, the source of phones, and the folder of what was added."""
        self.name = speaker.name
        self.kind = speaker.kind
        self.package = None if speaker.model == _BUILT_IN else speaker.name
        self._speaker = speaker
        self._phones = phones
        self._folder = folder

    @property
    def version(self) -> str:
        """Return the version of the package, and which of its networks it is."""
        return f"{version_of('hibari-tts')} {self._speaker.model}"

    @property
    def speaks(self) -> Set[str]:
        """Return English, with its accent."""
        return {"en", self._accent}

    @property
    def _accent(self) -> str:
        return "en-gb" if self._speaker.british else "en-us"

    def availability(self) -> str | None:
        """Return None, or why it does not work."""
        if find_spec("hibari") is None:
            return "voice_not_installed"
        if self.package is None:
            return None
        package = known_packages().get(self.package)
        return "voice_outdated" if package is None else problem_of(package, self._folder)

    def languages(self) -> Set[str]:
        """Return English."""
        return self.speaks if self.availability() is None else frozenset()

    def unreadable_scripts(self, language: str) -> Set[str]:  # noqa: ARG002 - as the protocol asks
        """Return the scripts of other languages, which it passes over."""
        return _OTHER_SCRIPTS

    def speak(self, text: str, language: str, manner: Manner) -> Speech:  # noqa: ARG002 - one accent
        """Synthesise the words; see `Voice`.

        Raises:
            DependencyError: voice_not_installed, voice_failed.
        """
        samples, rate = self._synthesize(_SPELLED.sub(r"\1M", _with_phonemes(text)), manner)
        if not len(samples):
            return Speech(samples=samples, sample_rate=rate, phones=())
        sound = Speech(samples=normalize_loudness(samples, rate), sample_rate=rate, phones=None)
        pace = Manner(pace=manner.pace)
        return force_align(self._phones.speak(text, self._accent, pace), sound)

    def _load(self) -> Synthesizer:
        """Return the network and its pronouncing dictionary, loaded once in a process.

        Raises:
            DependencyError: voice_not_installed, voice_damaged.
        """
        if self.package is None:
            return _synthesizer()
        return _added_synthesizer(self._speaker.model, self._folder / self.package)

    def _synthesize(self, text: str, manner: Manner) -> tuple[Float32, int]:
        """Return the samples of all sentences, and their rate.

        Raises:
            DependencyError: voice_not_installed, voice_failed.
        """
        synthesizer = self._load()
        if not any(character.isalnum() for character in text):
            return np.zeros(0, np.float32), SAMPLE_RATE
        rng = np.random.default_rng(_SEED)
        pieces: list[Float32] = []
        try:
            from hibari import dsp

            for phonemes in synthesizer.phonemize(text):
                spectrum = _Spectrum(*_infer(synthesizer, phonemes, manner.pace))
                changed = spectrum.changed(self._speaker, manner)
                pause = np.zeros(int(_PAUSE_SECONDS * SAMPLE_RATE) if pieces else 0, np.float32)
                pieces += [pause, dsp.synth(*changed.parts(), rng)]
        except Exception as exc:  # a foreign package: whatever onnxruntime and numpy raise
            raise DependencyError("voice_failed", voice=self.name) from exc
        joined: Float32 = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
        return joined.astype(np.float32), SAMPLE_RATE


def _with_phonemes(text: str) -> str:
    """Write pronunciations as hibari reads them: `[word](/phonemes/)`."""
    return "".join(
        f"[{part.word}](/{hibari_letters(part.ipa or '')}/)"
        if isinstance(part, Pronounced)
        else part
        for part in split_pronounced(text)
    )


_OTHER_SCRIPTS = frozenset(
    {"ARABIC", "ARMENIAN", "BENGALI", "CJK", "CYRILLIC", "DEVANAGARI", "ETHIOPIC", "GEORGIAN"}
    | {"GREEK", "GUJARATI", "HANGUL", "HEBREW", "HIRAGANA", "KANNADA", "KATAKANA", "KHMER", "LAO"}
    | {"MALAYALAM", "MYANMAR", "SINHALA", "TAMIL", "TELUGU", "THAI", "TIBETAN"}
)


@dataclass(frozen=True, slots=True)
class _Spectrum:
    """The network's output as the vocoder takes it; each part is (bins, frames) float32."""

    harmonic: Float32
    """Log magnitude of the voiced part."""
    delay: Float32
    noise: Float32
    """Log magnitude of the breath."""
    residual: Float32
    """Log magnitude of what is neither."""
    phase: Float32
    f0: Float32
    """Hz at 80 frames a second, shape (frames,)."""

    def parts(self) -> tuple[Float32, ...]:
        """Return the parts as the vocoder's arguments."""
        return (self.harmonic, self.delay, self.noise, self.residual, self.phase, self.f0)

    def changed(self, speaker: Speaker, manner: Manner) -> _Spectrum:
        """Return it with another pitch, other formants, or whispered."""
        pitch, formants = speaker.f0 * manner.pitch, speaker.formants * manner.formants
        if pitch == formants == 1.0 and not manner.whisper:
            return self
        warp = _warper(self.harmonic.shape[0], formants)
        # More harmonics share the energy of a lower voice.
        level = np.float32(0.5 * np.log(pitch))
        changed = _Spectrum(
            harmonic=warp(self.harmonic) + level,
            delay=warp(self.delay),
            noise=warp(self.noise),
            residual=warp(self.residual),
            phase=self.phase,
            f0=(self.f0 * np.float32(pitch)).astype(np.float32),
        )
        if not manner.whisper:
            return changed
        envelope = uniform_filter1d(changed.harmonic, _WHISPER_SMOOTHING_BINS, axis=0)
        breath = np.logaddexp(changed.noise, envelope + np.float32(_WHISPER_BREATH))
        # A whisper has hardly any energy where the voice has its fundamental.
        breath[:_WHISPER_LOW_BINS] += np.linspace(_WHISPER_LOW, 0, _WHISPER_LOW_BINS)[:, None]
        silent = np.full_like(changed.harmonic, -20.0)
        return replace(changed, harmonic=silent, noise=breath.astype(np.float32), residual=silent)


def _warper(bins: int, factor: float) -> Callable[[Float32], Float32]:
    """Return a function that stretches a spectrum along its frequency axis."""
    source = np.minimum(np.arange(bins) / factor, bins - 1)
    low = np.floor(source).astype(int)
    high = np.minimum(low + 1, bins - 1)
    share = (source - low).astype(np.float32)[:, None]

    def warp(spectrum: Float32) -> Float32:
        warped: Float32 = spectrum[low] * (1 - share) + spectrum[high] * share
        return warped

    return warp


def _infer(synthesizer: Synthesizer, phonemes: str, pace: float) -> list[Float32]:
    """Run the network on one sentence."""
    inputs = {
        "ids": np.asarray([synthesizer.ids(phonemes)], np.int64),
        "speed": np.asarray([pace], np.float32),
    }
    return [output[0] for output in synthesizer.sess.run(None, inputs)]


@cache
def _synthesizer() -> Synthesizer:
    """Return the network and its pronouncing dictionary, loaded once in a process.

    Raises:
        DependencyError: voice_not_installed.
    """
    try:
        from hibari import Hibari as Synthesizer

        return Synthesizer()
    except Exception as exc:  # a damaged package: whatever onnxruntime and json raise
        raise DependencyError("voice_not_installed", voice=WOMAN.name) from exc


@cache
def _added_synthesizer(model: str, place: Path) -> Synthesizer:
    """Return the same of a voice that was added.

    Raises:
        DependencyError: voice_damaged.
    """
    name = f"hibari-{model}"
    file = verified_file(place, MODEL_FILE, voice=name)
    try:
        from hibari import Hibari as Synthesizer

        return Synthesizer(voice=model, model=str(file))
    except Exception as exc:  # as above
        raise DependencyError("voice_damaged", voice=name) from exc


def english_phonemes(text: str, *, british: bool) -> str:
    """Return the phonemes of English words, as Kokoro and the networks of this package learned.

    Raises:
        DependencyError: voice_not_installed.
    """
    return str(_pronunciation(british=british)(text))


@cache
def _pronunciation(*, british: bool) -> Callable[[str], str]:
    """Return the pronouncing dictionary, loaded once in a process.

    Raises:
        DependencyError: voice_not_installed.
    """
    try:
        from hibari.g2p import G2P

        return G2P(british=british)
    except Exception as exc:  # a damaged package: whatever gzip, json and onnxruntime raise
        raise DependencyError("voice_not_installed", voice=WOMAN.name) from exc


def added_speakers() -> tuple[Speaker, ...]:
    """Return the speakers of the package's registry that can be added."""
    try:
        from hibari.voices import VOICES
    except ImportError:
        return ()
    return tuple(
        Speaker(
            name=f"hibari-{name}",
            kind=SpeakerKind.WOMAN if voice["gender"] == "female" else SpeakerKind.MAN,
            model=name,
            british=voice["british"],
        )
        for name, voice in VOICES.items()
        if name != _BUILT_IN
    )
