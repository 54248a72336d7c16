"""What the marks of a video cost, and what of them outlives other programs.

    python benchmarks/marks.py cost
    python benchmarks/marks.py survival
    python benchmarks/marks.py speech [--real FOLDER]

`cost` makes the same video with all marks and without, alternated in warm processes. `survival`
re-encodes one as platforms do. `speech` marks sentences of the voices here, and looks for the mark
after codecs, in cuts, and in recordings of real people; with the package pesq installed it also
scores the sound.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from talking_photo.core.demo import demo_portrait
from talking_photo.core.intake.sound import read_beginning
from talking_photo.core.intake.text import read_text
from talking_photo.core.model import Expression, Float32, Layout
from talking_photo.core.provenance.speech_mark import add_mark, has_mark
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import ProvenanceSettings, Settings, VoiceSettings
from talking_photo.core.speech.voices import build_voices, manner_of, synthesize
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.core.workers.verification import verify_file

_WORDS = (
    "Good morning. I was only a photograph on the wall, and now I can tell you about the weather "
    "of tomorrow."
)
_SENTENCES = (
    ("hibari", "en", "Hello there! I was only a photograph, hanging quietly on this wall."),
    ("hibari-man", "en", "The weather will be fine tomorrow, with a light wind from the west."),
    ("hibari-child", "en", "My teacher says that I may bring my rabbit to school on Friday."),
    ("espeak", "en", "She sells sea shells by the sea shore, and they are surely sea shells."),
    ("espeak", "de", "Guten Tag, ich wohne seit zwanzig Jahren in dieser alten Stadt am Fluss."),
    ("espeak", "es", "Buenos días, vivo en esta ciudad desde hace más de veinte años."),
    ("espeak", "fr", "Bonjour, j'habite dans cette ville depuis plus de vingt ans déjà."),
    ("espeak", "pt", "Bom dia, moro nesta cidade pequena há mais de vinte anos."),
    ("espeak", "ru", "Здравствуйте, я живу в этом городе уже больше двадцати лет."),
    ("espeak", "uk", "Добрий день, я живу в цьому місті вже понад двадцять років."),
)
_CODECS = {
    "AAC 48k": ("adts", "-c:a", "aac", "-b:a", "48k"),
    "Opus 24k voip": ("ogg", "-c:a", "libopus", "-b:a", "24k", "-application", "voip"),
    "Opus 16k": ("ogg", "-c:a", "libopus", "-b:a", "16k"),
    "MP3 64k": ("mp3", "-c:a", "libmp3lame", "-b:a", "64k"),
    "8 kHz": ("wav", "-ar", "8000"),
}
_BARE = ("-map_metadata", "-1")
_SMALL = ("-c:v", "libx264", "-crf", "28", "-c:a", "aac")
_REENCODED = {
    "copy.mp4, ffmpeg -c copy": ("-c", "copy"),
    "sent.mp4, re-encoded at 480p, AAC 64k": (
        *_SMALL, "-b:a", "64k", "-vf", "scale=-2:480", *_BARE,
    ),
    "note.mp4, round note of 384 pixels, AAC 48k": (
        *_SMALL, "-b:a", "48k", "-ac", "1", "-vf", "scale=384:384", *_BARE,
    ),
    "web.webm, VP9 and Opus 32k": (
        "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8",
        "-c:a", "libopus", "-b:a", "32k", *_BARE,
    ),
    "screen.mp4, recorded at half size, 6 dB quieter": (
        *_SMALL, "-b:a", "96k", "-vf", "scale=trunc(iw/4)*2:-2",
        "-af", "volume=-6dB,aresample=44100", *_BARE,
    ),
    "voice.ogg, its sound as a voice message": ("-vn", "-c:a", "libopus", "-b:a", "24k", *_BARE),
    "cut.mp4, 3 s of it, re-encoded": ("-ss", "1", "-t", "3", *_SMALL, "-b:a", "64k", *_BARE),
    "slow.mp4, 10 % slower": (*_SMALL, "-vf", "setpts=1.1*PTS", "-af", "atempo=0.909", *_BARE),
}  # fmt: skip
_RUNS = 3


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["cost", "survival", "speech"])
    parser.add_argument("--real", type=Path, help="recordings of real people")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        match asked.what:
            case "cost":
                asyncio.run(_cost(Path(folder)))
            case "survival":
                asyncio.run(_survival(Path(folder)))
            case _:
                _speech(asked.real)


def _settings(folder: Path, *, marks: bool) -> Settings:
    return Settings(
        voice=VoiceSettings(order=("espeak",)),
        provenance=ProvenanceSettings(
            folder=folder / "keys", credentials=marks, speech_mark=marks
        ),
    )


async def _make(pool: RenderPool, folder: Path, name: str) -> Path:
    photo = folder / "photo.png"
    photo.write_bytes(demo_portrait())
    options = RenderOptions(language="en", layout=Layout.SQUARE)
    request = SpeakRequest(photo=photo, text=_WORDS, options=options)
    made = await pool.render_video(request, folder / name, on_progress=lambda _stage, _done: None)
    return made.path


async def _cost(folder: Path) -> None:
    """Compare the time and the memory of processes that make the same video."""
    work, warm = (f"talking_photo.core.pipeline:{name}" for name in ("make_video", "warm_up"))
    times: dict[bool, list[float]] = {True: [], False: []}
    pools = {marks: RenderPool(work, _settings(folder, marks=marks), warm=warm) for marks in times}
    async with pools[True], pools[False]:
        for run in range(_RUNS + 1):
            for marks, pool in pools.items():
                start = _seconds_of(pool)
                await _make(pool, folder, f"{marks}.mp4")
                if run:  # the first of each loads what it needs
                    times[marks].append(_seconds_of(pool) - start)
        memory = {
            marks: max(_memory_of(child._process.pid) for child in pool._all)  # noqa: SLF001
            for marks, pool in pools.items()
        }
    with_, without = (statistics.median(times[marks]) for marks in (True, False))
    ratio = with_ / without
    print(f"processor time: {without:.2f} s without marks, {with_:.2f} s with ({ratio:.3f})")
    print(f"memory: {memory[True] - memory[False]:+.0f} MB of {memory[False]:.0f}")
    sound = np.random.default_rng(0).normal(0, 0.1, 60 * 22_050).astype(np.float32)
    add_mark(sound[:22_050].copy(), 22_050)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    add_mark(sound, 22_050)
    spent = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    print(f"the mark in speech alone: {1000 * spent / 60:.1f} ms for a second of sound")


def _seconds_of(pool: RenderPool) -> float:
    """Return the processor time that the processes of a pool have used; others may run beside."""
    ticks = 0
    for child in pool._all:  # noqa: SLF001
        status = Path(f"/proc/{child._process.pid}/stat").read_text()  # noqa: SLF001
        ticks += sum(map(int, status.rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory_of(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


async def _survival(folder: Path) -> None:
    settings = _settings(folder, marks=True)
    async with RenderPool("talking_photo.core.pipeline:make_video", settings) as pool:
        made = await _make(pool, folder, "made.mp4")
    files = {"made.mp4, as it was made": made}
    for name, arguments in _REENCODED.items():
        files[name] = folder / name.partition(",")[0]
        _ffmpeg("-i", str(made), *arguments, str(files[name]))
    for name, file in files.items():
        found = await verify_file(file, settings)
        marks = (
            f"credentials {found.credentials.state}, note {found.note}, speech {found.speech_mark}"
        )
        print(f"{name:50} {found.verdict:10} {marks}")


def _speech(real: Path | None) -> None:
    found: dict[str, list[bool]] = {}
    scores = []
    for index, (voice, language, words) in enumerate(_SENTENCES):
        plain, rate = _spoken(voice, language, words)
        marked = plain.copy()
        add_mark(marked, rate)
        scores += _pesq(plain, marked, rate)
        sounds = {"unmarked": (plain, rate), "marked": (marked, rate)}
        sounds |= {
            name: (_through(codec, marked, rate), 48_000) for name, codec in _CODECS.items()
        }
        sounds["9 dB louder, clipped"] = np.clip(2.8 * marked, -1, 1).astype(np.float32), rate
        rng = np.random.default_rng(index)
        for name, (sound, at) in sounds.items():
            found.setdefault(name, []).append(has_mark(sound, at))
            for start in rng.integers(0, max(len(sound) - 2 * at, 1), 6):
                cut = sound[start : start + 2 * at]
                found.setdefault(f"{name}, 2 s", []).append(has_mark(cut, at))
    if real is not None:
        found["real speech"] = [has_mark(*heard) for heard in _recordings(real)]
    for name, verdicts in found.items():
        print(f"{name:30} found in {sum(verdicts)} of {len(verdicts)}")
    if scores:
        print(f"PESQ {statistics.mean(scores):.2f}, from {min(scores):.2f} to {max(scores):.2f}")


def _spoken(voice: str, language: str, words: str) -> tuple[Float32, int]:
    settings = Settings()
    options = RenderOptions(language=language, voice=voice)
    speech = synthesize(
        read_text(words, settings.text, Expression.NEUTRAL, 1.0),
        preferred_voice=voice,
        language=language,
        voices=build_voices(settings.voice, ()),
        manner=manner_of(settings.voice, options),
        progress=lambda _done: None,
    )
    return speech.samples * np.float32(
        0.1 / np.sqrt(np.mean(speech.samples**2))
    ), speech.sample_rate


def _pesq(plain: Float32, marked: Float32, rate: int) -> list[float]:
    try:
        from pesq import pesq
    except ImportError:
        return []
    from scipy.signal import resample_poly

    both = [resample_poly(sound, 16_000, rate) for sound in (plain, marked)]
    return [float(pesq(16_000, *both, "wb"))]


def _recordings(folder: Path) -> Iterator[tuple[Float32, int]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".opus", ".ogg", ".flac", ".wav", ".mp3"}:
            with path.open("rb") as file:
                heard = read_beginning(file, 60.0)
            if heard is not None and len(heard[0]) > 2 * heard[1]:
                yield heard


def _through(codec: tuple[str, ...], samples: Float32, rate: int) -> Float32:
    """Return the samples after a codec, at 48 kHz."""
    container, *arguments = codec
    raw = ("-f", "f32le", "-ac", "1", "-ar")
    coded = _ffmpeg(
        *raw, str(rate), "-i", "-", *arguments, "-f", container, "-", given=samples.tobytes()
    )
    return np.frombuffer(_ffmpeg("-i", "-", *raw, "48000", "-", given=coded), np.float32)


def _ffmpeg(*arguments: str, given: bytes = b"") -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
