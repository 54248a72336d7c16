"""Compares an answer about lips with labels made by hand: classes, closures and opening.

Numbers in, numbers out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from talking_photo.core.hearing.phone_set import PHONES, classes
from talking_photo.core.model import Phone

Curve = npt.NDArray[np.float64]
Spans = tuple[tuple[float, float], ...]

STEP = 0.01
"""Seconds between two frames."""
VISEMES = {
    "SIL": ("",), "PBM": "pbm", "FV": "fv", "TDN": "tdnszθðr", "SH": "ʃʒ", "KG": "kɡŋx",
    "R": "ɹɝ", "L": "l",
    "EE": "iɪj", "EH": "eɛəø", "AA": "æaʌ", "OU": "ɔoʊuyw",
}  # fmt: skip
"""The phones that look alike on the lips: the classes in which answers are counted."""
_CLASS = {phone: index for index, group in enumerate(VISEMES.values()) for phone in group}
_OPENING = {
    **dict.fromkeys(("", *"pbm"), 0.0), **dict.fromkeys("fv", 0.10), **dict.fromkeys("td", 0.18),
    **dict.fromkeys("nθð", 0.20), **dict.fromkeys("sz", 0.12), **dict.fromkeys("ʃʒ", 0.17),
    **dict.fromkeys("kɡŋx", 0.28),
    "r": 0.2, "ɹ": 0.25, "ɝ": 0.32, "l": 0.32, "j": 0.22, "i": 0.25, "ɪ": 0.35, "e": 0.42,
    "ɛ": 0.60, "ə": 0.40,
    "ʌ": 0.58, "æ": 0.85, "a": 1.0, "ɔ": 0.62, "o": 0.45, "ʊ": 0.35, "u": 0.22, "y": 0.24,
    "ø": 0.42, "w": 0.15,
}  # fmt: skip
"""How far the lips part, 1 for the a of "father": the order of the IPA's vowel heights (Handbook
of the IPA, 1999)."""
_SLACK = 0.04
"""Seconds by which a closure may miss its sound."""
_HEAVY = 0.02
"""Sigma in seconds of the opening that labels give: lips do not jump."""
_REACH = 10
"""Frames within which a lag is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody who only listens says about the lips."""

    classes: npt.NDArray[np.int8] | None
    """Viseme of each frame, shape (N,); None when it does not tell."""
    closures: Spans
    """Start and end of each time that the lips meet, seconds."""
    opening: Curve
    """Of each frame, shape (N,), in any unit."""
    jaw: Curve | None = None
    """The same of finished lips, after all that `talking_photo.core.lipsync` does to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How well answers agree with the labels of a set."""

    accuracy: float
    """Share of frames of the right class."""
    f1: float
    """Mean over the classes of the labels."""
    recall: float
    precision: float
    opening: float
    """Correlation, mean over the utterances."""
    late: float
    """Seconds by which the opening comes late, median over the utterances."""
    jaw: float
    """Correlation of the finished jaw with the labels' opening; NaN where there is none."""

    @property
    def closures(self) -> float:
        """F1 of the closures."""
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


def agreement(truths: Sequence[Answer], answers: Sequence[Answer]) -> Agreement:
    """Compare answer by answer; the longer of two is cut."""
    right, said, meant = (np.zeros(len(VISEMES)) for _ in range(3))
    found, asked, real, shown = 0, 0, 0, 0
    corrs, lags, jaws = [], [], []
    for truth, answer in zip(truths, answers, strict=True):
        if truth.classes is not None and answer.classes is not None:
            count = min(len(truth.classes), len(answer.classes))
            true, guess = truth.classes[:count], answer.classes[:count]
            right += np.bincount(true[true == guess], minlength=len(VISEMES))
            said += np.bincount(guess, minlength=len(VISEMES))
            meant += np.bincount(true, minlength=len(VISEMES))
        found += _near(truth.closures, answer.closures)
        asked += len(truth.closures)
        real += _near(answer.closures, truth.closures)
        shown += len(answer.closures)
        r, lag = _movement(truth.opening, answer.opening)
        corrs.append(r)
        lags.append(lag)
        if answer.jaw is not None:
            jaws.append(_movement(truth.opening, answer.jaw)[0])
    known = meant > 0
    f1 = 2 * right[known] / np.maximum(said[known] + meant[known], 1)
    return Agreement(
        accuracy=float(right.sum() / meant.sum()) if meant.sum() else float("nan"),
        f1=float(f1.mean()) if known.any() else float("nan"),
        recall=found / max(asked, 1),
        precision=real / max(shown, 1),
        opening=float(np.nanmean(corrs)),
        late=float(np.median(lags)),
        jaw=float(np.mean(jaws)) if jaws else float("nan"),
    )


def answer_of(phones: Iterable[Phone], count: int) -> Answer:
    """What phones say about `count` frames; without a phone a frame is silent."""
    times = np.arange(count) * STEP
    klass = np.zeros(count, np.int8)
    opening = np.zeros(count)
    pieces = _pieces(phones)
    for name, start, end in pieces:
        here = (times >= start - 1e-9) & (times < end - 1e-9)
        klass[here] = _CLASS[name]
        opening[here] = _OPENING[name]
    return Answer(
        classes=klass,
        closures=_runs([(a, b) for name, a, b in pieces if name and name in "pbm"]),
        opening=gaussian_filter1d(opening, _HEAVY / STEP, mode="nearest"),
    )


def _pieces(phones: Iterable[Phone]) -> list[tuple[str, float, float]]:
    """The phones in PHONES, with affricates and diphthongs split in halves.

    H is the sound beside it.
    """
    pieces: list[tuple[str, float, float]] = []
    for phone in phones:
        parts = [PHONES[index] for index in classes(phone.symbol)] or [""]
        step = (phone.end - phone.start) / len(parts)
        for index, name in enumerate(parts):
            start = phone.start + index * step
            pieces.append((name, start, start + step))
    for index, (name, start, end) in enumerate(pieces):
        if name == "h":
            near = [*pieces[index + 1 : index + 2], *pieces[max(index - 1, 0) : index]]
            vowel = next((one for one, _, _ in near if one not in {"", "h"}), "ə")
            pieces[index] = vowel, start, end
    return pieces


def _runs(spans: Iterable[tuple[float, float]]) -> Spans:
    """Join closures that touch: lips that stay shut have met once."""
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] < STEP / 2:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)


def _near(some: Spans, others: Spans) -> int:
    """How many of some have one of the others within reach."""
    return sum(
        any(a < end + _SLACK and b > start - _SLACK for a, b in others) for start, end in some
    )


def _movement(truth: Curve, answer: Curve) -> tuple[float, float]:
    count = min(len(truth), len(answer))
    truth, answer = truth[:count], answer[:count]
    if np.ptp(truth) == 0 or np.ptp(answer) == 0:
        return 0.0, 0.0

    def at(lag: int) -> float:
        first, last = max(lag, 0), count + min(lag, 0)
        return float(np.corrcoef(truth[first - lag : last - lag], answer[first:last])[0, 1])

    return at(0), max(range(-_REACH, _REACH + 1), key=at) * STEP
