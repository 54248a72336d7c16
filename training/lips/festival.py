"""Speech by festival and flite, whose voices are cut from or modelled on real people.

They tell the time of every phone.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import numpy as np
import numpy.typing as npt
from scipy.io import wavfile

from talking_photo.core.hearing.features import resample_to_16k
from talking_photo.core.model import Float32, Phone
from training.lips.clips import Clip, spans
from training.lips.texts import sentence

# The names that the voices give their sounds: ARPAbet in English, and notations of their own
# elsewhere. Marks of stress, length and gemination are cut off before.
_ENGLISH = {
    "pau": "", "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "g": "ɡ", "ch": "tʃ", "jh": "dʒ",
    "s": "s", "sh": "ʃ",
    "z": "z", "zh": "ʒ", "f": "f", "th": "θ", "v": "v", "dh": "ð", "m": "m", "n": "n", "ng": "ŋ",
    "l": "l", "r": "ɹ",
    "w": "w", "y": "j", "hh": "h", "hv": "h", "iy": "i", "ih": "ɪ", "eh": "ɛ", "ey": "eɪ",
    "ae": "æ", "aa": "ɑ", "aw": "aʊ",
    "ay": "aɪ", "ah": "ʌ", "ao": "ɔ", "oy": "ɔɪ", "ow": "oʊ", "uh": "ʊ", "uw": "u", "er": "ɝ",
    "axr": "ɝ", "ax": "ə",
}  # fmt: skip
_PLAIN = {letter: letter for letter in "abdefhijklmnoprstuvwyz"} | {"#": "", "pau": "", "g": "ɡ"}
_ROMANCE = _PLAIN | {
    "E": "ɛ", "O": "ɔ", "J": "ɲ", "L": "ʎ", "S": "ʃ", "Z": "ʒ", "ts": "ts", "dz": "dz",
    "tS": "tʃ", "dZ": "dʒ", "ng": "ŋ",
    "N": "ŋ", "nf": "ɱ", "ax": "ə", "rr": "r",
}  # fmt: skip
_FINNISH = _PLAIN | {"##": "", "7": "ø", "@": "æ", "N": "ŋ", "v": "ʋ"}
_CZECH = _PLAIN | {
    "_": "", "e": "ɛ", "h": "ɦ", "ch": "x", "c": "ts", "c~": "tʃ", "dz": "dz", "dz~": "dʒ",
    "s~": "ʃ", "z~": "ʒ", "r~": "rʒ",
    "r~*": "rʃ", "d~": "ɟ", "t~": "c", "n~": "ɲ", "n*": "ŋ",
}  # fmt: skip

FESTIVAL = {
    "kal_diphone": ("en", _ENGLISH), "ked_diphone": ("en", _ENGLISH),
    "cmu_us_slt_arctic_hts": ("en", _ENGLISH),
    "pc_diphone": ("it", _ROMANCE), "lp_diphone": ("it", _ROMANCE), "upc_ca_ona_hts": ("ca",
    _ROMANCE),
    "suo_fi_lj_diphone": ("fi", _FINNISH), "hy_fi_mv_diphone": ("fi", _FINNISH),
    "czech_ph": ("cs", _CZECH),
    "czech_dita": ("cs", _CZECH), "czech_krb": ("cs", _CZECH), "czech_machac": ("cs", _CZECH),
}  # fmt: skip
"""Voices of festival with the language they speak and their notation."""
FLITE = ("slt", "rms", "awb")
"""Voices of flite: an American woman, an American and a Scottish man."""
_ENCODING = {"cs": "iso-8859-2"}
_MARKS = re.compile(r"(?<=[A-Za-z@7])[1:]+$")


def installed() -> tuple[str, ...]:
    """Voices that can be used here, as "festival NAME" or "flite NAME"."""
    voices = [f"flite {name}" for name in FLITE] if which("flite") else []
    if which("festival"):
        listed = subprocess.run(
            ["festival", "-b", "(print (voice.list))"], check=True, capture_output=True, text=True
        ).stdout
        voices += [f"festival {name}" for name in FESTIVAL if name in listed]
    return tuple(voices)


def say(voice: str, seed: int, sentences: int) -> list[Clip]:
    """Random sentences of four to eleven words by one of `installed`.

    The same seed gives the same sounds.
    """
    rng = np.random.default_rng(seed)
    engine, name = voice.split()
    language, names = FESTIVAL[name] if engine == "festival" else ("en", _ENGLISH)
    texts = [sentence(language, int(rng.integers(4, 12)), rng) for _ in range(sentences)]
    stretches = rng.uniform(0.85, 1.25, sentences)
    with tempfile.TemporaryDirectory() as folder:
        speak = _festival if engine == "festival" else _flite
        said = speak(name, texts, stretches, Path(folder), _ENCODING.get(language, "iso-8859-1"))
        return [
            Clip(sound=sound, spans=spans(_phones(ends, names)), source=f"{voice} {language}")
            for sound, ends in said
            if all(
                _bare(name) in names for name, _ in ends
            )  # a few sounds of foreign words have no row above
        ]


def _festival(
    voice: str, texts: list[str], stretches: npt.NDArray[np.float64], folder: Path, encoding: str
) -> Iterator[tuple[Float32, list[tuple[str, float]]]]:
    script = [f"(voice_{voice})"]
    for index, (text, stretch) in enumerate(zip(texts, stretches, strict=True)):
        plain = text.replace('"', "").replace("\\", "")
        script += [
            f"(Parameter.set 'Duration_Stretch {stretch:.2f})",
            f'(set! said (utt.synth (Utterance Text "{plain}")))',
            f'(utt.save.segs said "{folder / str(index)}.seg")',
            f'(utt.save.wave said "{folder / str(index)}.wav")',
        ]
    story = folder / "say.scm"
    story.write_bytes("\n".join(script).encode(encoding, "ignore"))
    subprocess.run(["festival", "-b", str(story)], check=False, capture_output=True)
    for index in range(len(texts)):
        segments, sound = folder / f"{index}.seg", folder / f"{index}.wav"
        # a word that a voice cannot read ends the script; what came before it is good
        if sound.is_file():
            lines = segments.read_text(encoding="latin-1").partition("#\n")[2].splitlines()
            yield _sound(sound), [(line.split()[2], float(line.split()[0])) for line in lines]


def _flite(
    voice: str, texts: list[str], stretches: npt.NDArray[np.float64], folder: Path, _encoding: str
) -> Iterator[tuple[Float32, list[tuple[str, float]]]]:
    sound = folder / "said.wav"
    for text, stretch in zip(texts, stretches, strict=True):
        output = subprocess.run(
            ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch:.2f}", "-psdur",
             "-t", text.encode("ascii", "ignore").decode(), "-o", str(sound)],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        pairs = (one.rpartition(":") for one in output.split())
        yield _sound(sound), [(name, float(end)) for name, _, end in pairs]


def _sound(path: Path) -> Float32:
    rate, samples = wavfile.read(path)
    return resample_to_16k(samples.astype(np.float32) / 32768, rate)


def _phones(ends: list[tuple[str, float]], names: dict[str, str]) -> list[Phone]:
    phones = []
    start = 0.0
    for name, end in ends:
        phones.append(Phone(symbol=names[_bare(name)], start=start, end=end))
        start = end
    return phones


def _bare(name: str) -> str:
    return _MARKS.sub("", name)
