"""What the network learns from.

The features of many versions of many clips, and what is right in each frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talking_photo.core.hearing.features import BANDS, RATE, STEP, log_mel_spectrogram
from talking_photo.core.hearing.phone_set import PHONES
from talking_photo.core.model import Float32
from training.lips.augment import altered, not_speech
from training.lips.clips import Clip, frame_labels

CUT = 320
"""Frames of a cut: 3.2 s."""
_NOT_SPEECH = 0.04
"""Clips in which nobody speaks, as a share of the others."""
_CROWD = 6
"""Clips out of which the babble behind a clip is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a clip."""

    features: npt.NDArray[np.float16]
    """Shape (N, BANDS), float16."""
    answers: npt.NDArray[np.int32]
    """Rows of a table of answers, shape (N,), int32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Many versions, one after the other."""

    features: npt.NDArray[np.float16]
    """Shape (N, BANDS), float16."""
    answers: npt.NDArray[np.int32]
    """Rows of `table`, shape (N,), int32."""
    table: Float32
    """Probabilities of the phones, shape (K, len(PHONES)); the last row is silence."""
    starts: npt.NDArray[np.int64]
    """First frame of each version and the end of the last, shape (versions + 1,)."""

    def cut(self, rng: np.random.Generator) -> tuple[Float32, Float32]:
        """A random CUT, from longer versions oftener.

        Features (CUT, BANDS) and probabilities (CUT, P).
        """
        at = int(rng.integers(self.starts[-1]))
        version = int(np.searchsorted(self.starts, at, "right")) - 1
        first, last = int(self.starts[version]), int(self.starts[version + 1])
        start = min(max(at - CUT // 2, first), max(last - CUT, first))
        rows = slice(start, min(start + CUT, last))
        count = rows.stop - rows.start
        seen = np.zeros((CUT, BANDS), np.float32)
        answers = np.tile(self.table[-1], (CUT, 1))
        seen[:count] = self.features[rows]
        seen[count:] = seen[:count].min(axis=0)
        answers[:count] = self.table[self.answers[rows]]
        return seen, answers


PseudoLabelled = tuple[list[npt.NDArray[np.float16]], list[npt.NDArray[np.int32]]]


def labelled(clips: Sequence[Clip], versions: int, seed: int, pool: Executor) -> Corpus:
    """A corpus of clips whose phones are known, and of sounds in which nobody speaks."""
    jobs = _jobs(clips, versions, seed)
    made = list(pool.map(_labelled, jobs, chunksize=16))
    seeds = np.random.SeedSequence(seed + 1).spawn(round(_NOT_SPEECH * len(jobs)))
    made += pool.map(_empty, seeds, chunksize=16)
    # silence is the first phone, and the last row of every table
    table = np.eye(len(PHONES), dtype=np.float32)[[*range(len(PHONES)), 0]]
    return _joined(made, table)


def unlabelled(clips: Sequence[Clip], versions: int, seed: int, pool: Executor) -> PseudoLabelled:
    """Versions of clips without phones.

    Their features, and which frame of all clips' frames each of theirs is (-1: none).
    """
    made = list(pool.map(_unlabelled, _jobs(clips, versions, seed), chunksize=4))
    firsts = np.cumsum([0] + [frames(clip.sound) for clip in clips]).repeat(versions)
    return [one.features for one in made], [
        np.where(one.answers < 0, -1, one.answers + first)
        for one, first in zip(made, firsts, strict=False)
    ]


def answered(parts: PseudoLabelled, answers: Float32) -> Corpus:
    """Return a corpus of `unlabelled` versions with the posteriors of all frames, shape (K, P)."""
    silence = np.eye(len(PHONES), dtype=np.float32)[:1]
    table = np.concatenate([answers, silence])
    return _joined(
        [
            Version(features=seen, answers=np.where(rows < 0, len(answers), rows))
            for seen, rows in zip(*parts, strict=True)
        ],
        table,
    )


def frames(sound: Float32) -> int:
    """Frames of a sound at 16 kHz."""
    return -(-len(sound) // STEP)


def _jobs(
    clips: Sequence[Clip], versions: int, seed: int
) -> list[tuple[Clip, list[Clip], np.random.SeedSequence]]:
    seeds = np.random.SeedSequence(seed).spawn(len(clips) * versions)
    rng = np.random.default_rng(seed)
    return [
        (clips[index // versions], [clips[i] for i in rng.integers(len(clips), size=_CROWD)], one)
        for index, one in enumerate(seeds)
    ]


def _labelled(job: tuple[Clip, list[Clip], np.random.SeedSequence]) -> Version:
    clip, others, seed = job
    version = altered(clip, others, np.random.default_rng(seed))
    count = frames(version.sound)
    return Version(
        features=log_mel_spectrogram(version.sound).astype(np.float16),
        answers=frame_labels(version.spans, count).astype(np.int32),
    )


def _unlabelled(job: tuple[Clip, list[Clip], np.random.SeedSequence]) -> Version:
    clip, others, seed = job
    # one span over all of it tells afterwards where its time went
    whole = np.array([[0, len(clip.sound) / RATE, 0]], np.float32)
    marked = Clip(sound=clip.sound, spans=whole, source=clip.source)
    version = altered(marked, others, np.random.default_rng(seed))
    start, end, _ = version.spans[0]
    count = frames(clip.sound)
    times = np.arange(frames(version.sound)) * STEP / RATE
    rows = np.rint((times - start) / (end - start) * (count - 1)).astype(np.int32)
    rows[(rows < 0) | (rows >= count)] = -1
    return Version(features=log_mel_spectrogram(version.sound).astype(np.float16), answers=rows)


def _empty(seed: np.random.SeedSequence) -> Version:
    clip = not_speech(np.random.default_rng(seed))
    count = frames(clip.sound)
    return Version(
        features=log_mel_spectrogram(clip.sound).astype(np.float16),
        answers=np.zeros(count, np.int32),
    )


def _joined(versions: Sequence[Version], table: Float32) -> Corpus:
    return Corpus(
        features=np.concatenate([one.features for one in versions]),
        answers=np.concatenate([one.answers for one in versions]),
        table=table,
        starts=np.cumsum([0] + [len(one.answers) for one in versions]),
    )
