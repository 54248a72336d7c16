"""Reads speech that people labelled by hand.

Which phone is spoken when, in the notations of four collections.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.mending import mended
from talking_photo.core.intake.sound import read_sound
from talking_photo.core.model import Phone, Speech
from talking_photo.core.settings import SoundLimits

_LIMITS = SoundLimits(max_bytes=40_000_000, min_seconds=0.05, max_seconds=600)

# TIMIT's own list (its doc/phoncode.doc). A closure is written as the stop it belongs to; they are
# joined below.
_TIMIT = {
    "h#": "", "pau": "", "epi": "", "q": "ʔ",
    "pcl": "p", "bcl": "b", "tcl": "t", "dcl": "d", "kcl": "k", "gcl": "ɡ",
    "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "g": "ɡ", "dx": "ɾ", "nx": "n",
    "ch": "tʃ", "jh": "dʒ", "s": "s", "sh": "ʃ", "z": "z", "zh": "ʒ", "f": "f", "th": "θ",
    "v": "v", "dh": "ð",
    "m": "m", "em": "m", "n": "n", "en": "n", "ng": "ŋ", "eng": "ŋ", "l": "l", "el": "l",
    "r": "ɹ", "w": "w", "y": "j",
    "hh": "h", "hv": "ɦ", "iy": "i", "ih": "ɪ", "ix": "ɪ", "eh": "ɛ", "ey": "eɪ", "ae": "æ",
    "aa": "ɑ", "aw": "aʊ",
    "ay": "aɪ", "ah": "ʌ", "ao": "ɔ", "oy": "ɔɪ", "ow": "oʊ", "uh": "ʊ", "uw": "u", "ux": "ʉ",
    "er": "ɝ", "axr": "ɚ",
    "ax": "ə", "ax-h": "ə",
}  # fmt: skip

# What Arctic's labels name otherwise (CMU's dictionary).
_ARCTIC = {**_TIMIT, "sil": "", "pau": "", "g": "ɡ", "ax": "ə"}

# SAMPA of German and of Australian English: J. C. Wells, "SAMPA computer readable phonetic
# alphabet", 1997.
_SAMPA = {
    "<p:>": "", "H#": "", "?": "ʔ", "N": "ŋ", "S": "ʃ", "Z": "ʒ", "T": "θ", "D": "ð", "C": "ç",
    "x": "x", "R": "ʁ",
    "r": "ɹ", "g": "ɡ", "6": "ɐ", "@": "ə", "E": "ɛ", "I": "ɪ", "O": "ɔ", "U": "ʊ", "Y": "ʏ",
    "9": "œ", "2": "ø",
    "V": "ʌ", "A": "æ", "{": "æ", "Q": "ɒ",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One utterance and its phones."""

    name: str
    collection: str
    """`TIMIT`, `Australian`, `Arctic` or `German`."""
    speaker: str
    speech: Speech
    """As a recording is read: without phones."""
    phones: tuple[Phone, ...]
    """By hand (Arctic: by a machine), without gaps from 0 to the end; symbols are IPA, empty for
    silence."""
    text: str | None
    """The words, where the collection has them."""


def labelled(folder: Path) -> tuple[Labelled, ...]:
    """Every utterance below a folder that has labels, in the order of its names."""
    found = []
    for sound in sorted(folder.rglob("*.wav")):
        for suffix, reader in _READERS:
            labels = sound.with_name(sound.stem + suffix)
            if labels.is_file():
                found.append(reader(sound, labels))
                break
    return tuple(found)


def halves(utterances: Iterable[Labelled]) -> tuple[tuple[Labelled, ...], tuple[Labelled, ...]]:
    """The speakers in two.

    Settings are chosen on the first half, what is reported comes from the second.
    """
    every = tuple(utterances)
    speakers = sorted({one.speaker for one in every})
    first = set(speakers[: len(speakers) // 2])
    return (
        tuple(one for one in every if one.speaker in first),
        tuple(one for one in every if one.speaker not in first),
    )


def _timit(sound: Path, labels: Path) -> Labelled:
    speech = _speech(sound)
    rows = [line.split() for line in labels.read_text().splitlines()]
    spans = [
        (_TIMIT[name], int(start) / speech.sample_rate, int(end) / speech.sample_rate)
        for start, end, name in rows
    ]
    text = sound.with_suffix(".txt").read_text().split(maxsplit=2)[2].strip()
    return Labelled(
        name=f"{sound.parent.name}/{sound.stem}",
        collection="TIMIT",
        speaker=sound.parent.name,
        speech=speech,
        phones=_with_pauses(_joined(spans), speech.seconds),
        text=text,
    )


def _australian(sound: Path, labels: Path) -> Labelled:
    speech = _speech(sound)
    levels = json.loads(labels.read_text())["levels"]
    items = next(level["items"] for level in levels if level["name"] == "Phonetic")
    spans: list[tuple[str, float, float]] = []
    for item in items:
        start = item["sampleStart"] / speech.sample_rate
        end = start + item["sampleDur"] / speech.sample_rate
        # H is the breath of the stop before it; two letters are two sounds that nobody could part
        symbols = [s for s in _sampa(item["labels"][0]["value"]) if s != "H"]
        if not symbols and spans:
            spans[-1] = (spans[-1][0], spans[-1][1], end)
        step = (end - start) / max(len(symbols), 1)
        spans += [(s, start + i * step, start + (i + 1) * step) for i, s in enumerate(symbols)]
    return Labelled(
        name=sound.stem,
        collection="Australian",
        speaker="msajc",
        speech=speech,
        phones=_with_pauses(spans, speech.seconds),
        text=sound.with_suffix(".txt").read_text().strip().strip('"'),
    )


def _arctic(sound: Path, labels: Path) -> Labelled:
    speech = _speech(sound)
    spans = []
    for line in labels.read_text().splitlines():
        start, end, context = line.split(maxsplit=2)
        name = context.partition("-")[2].partition("+")[0]
        spans.append((_ARCTIC[name], int(start) / 1e7, int(end) / 1e7))
    return Labelled(
        name=sound.stem,
        collection="Arctic",
        speaker="slt",
        speech=speech,
        phones=_with_pauses(spans, speech.seconds),
        text=None,
    )


def _german(sound: Path, labels: Path) -> Labelled:
    """Labels that tell when each sound ends; an `h` behind a stop is its breath."""
    speech = _speech(sound)
    rows = [line.split() for line in labels.read_text().partition("#\n")[2].splitlines()]
    ends = [(float(row[0]), row[2]) for row in rows if len(row) == 3]
    spans = [
        ("".join(_sampa(name.rstrip("h") or name)), start, end)
        for (start, _), (end, name) in pairwise(ends)
    ]
    return Labelled(
        name=sound.stem,
        collection="German",
        speaker="dfg91",
        speech=speech,
        phones=_with_pauses(_joined(spans), speech.seconds),
        text=None,
    )


_READERS = (
    (".phn", _timit),
    ("_annot.json", _australian),
    ("_phone.lab", _arctic),
    (".MAU", _german),
)


def _speech(sound: Path) -> Speech:
    return read_sound(mended(sound.read_bytes()), _LIMITS)


def _sampa(name: str) -> list[str]:
    """Split a label into IPA symbols; diphthongs and affricates stay whole."""
    if name in _SAMPA:
        return [_SAMPA[name]] if _SAMPA[name] else [""]
    if name in {"ai", "ei", "oi", "@u", "au", "i@", "e@", "u@", "aI", "aU", "OY", "tS", "dZ"}:
        return ["".join(_SAMPA.get(letter, letter) for letter in name)]
    # O before a consonant tells that it begins without voice
    letters = re.findall(r".:?", re.sub(r"^O(?=[a-z])", "", name.replace("_", "")))
    return [_SAMPA.get(one[0], one[0]) + ("ː" if ":" in one else "") for one in letters]


def _joined(spans: Iterable[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """A closure and its release are one sound."""
    whole: list[tuple[str, float, float]] = []
    for symbol, start, end in spans:
        before = whole[-1] if whole else ("", 0.0, -1.0)
        if symbol and before[2] == start and symbol.startswith(before[0]) and before[0] in _STOPS:
            whole[-1] = (symbol, before[1], end)
        else:
            whole.append((symbol, start, end))
    return whole


_STOPS = frozenset("pbtdkɡ")

_ROUNDING = 0.002
"""Seconds; a label that ends a sample before the next begins leaves no silence."""


def _with_pauses(spans: Iterable[tuple[str, float, float]], seconds: float) -> tuple[Phone, ...]:
    return tuple(_without_gaps(spans, seconds))


def _without_gaps(spans: Iterable[tuple[str, float, float]], seconds: float) -> Iterator[Phone]:
    now = 0.0
    for symbol, start, end in spans:
        if start > now + _ROUNDING:
            yield Phone(symbol="", start=now, end=start)
        else:
            start = now  # noqa: PLW2901
        yield Phone(symbol=symbol, start=start, end=end)
        now = end
    if seconds > now + _ROUNDING:
        yield Phone(symbol="", start=now, end=seconds)
