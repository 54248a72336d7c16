"""How well lips follow recordings.

Against labels made by hand, against real lips, in noise, and how fast.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.agreement import STEP, VISEMES, Agreement, Answer, agreement, answer_of
from benchmarks.articulation import speakers
from benchmarks.distortions import DISTORTIONS, NO_VOICES, NoVoice, distorted, without_voice
from benchmarks.labels import Labelled, halves, labelled
from benchmarks.real_lips import compared
from benchmarks.recognisers import (
    envelope,
    ours,
    ours_with_labels,
    ours_with_text,
    pocketsphinx,
    rhubarb,
    shown,
)
from benchmarks.recognition_tables import agreements, graceful, people, restlessness, speeds
from benchmarks.table import Section
from talking_photo.core.hearing.align import align
from talking_photo.core.hearing.decode import decode
from talking_photo.core.hearing.network import infer
from talking_photo.core.lipsync.lips import lips
from talking_photo.core.model import MOUTH, Speech

Recogniser = Callable[[Labelled], Answer | None]
_OPEN, _TURN = 0.1, 0.08
"""cm of jaw that count as open, and as a turn from one frame to the next."""
_LONG = 600.0
"""Seconds of the recording whose speed is taken."""


def measure(labels: Path, videos: Sequence[Path], program: Path | None) -> Section:
    """Ask every recogniser about every utterance; some three minutes.

    Args:
        labels: A folder with labelled speech in the formats of `benchmarks.labels`.
        videos: Videos of real people who speak.
        program: Rhubarb Lip Sync, if it is on this machine.
    """
    utterances = labelled(labels)
    chosen, reported = halves(one for one in utterances if one.collection == "TIMIT")
    sets = {"TIMIT, for choosing": chosen, "TIMIT": reported}
    for name in ("Australian", "Arctic", "German"):
        sets[name] = tuple(one for one in utterances if one.collection == name)
    recognised = {name: _by_all(some, program) for name, some in sets.items() if some}
    noisy = {name: _in_noise(reported, chosen, name) for name in DISTORTIONS}
    real = compared(speakers(videos, labels))
    still = {name: _restless(sound) for name, sound in NO_VOICES.items()}
    fast = _speeds(reported)
    left_out = [
        *(() if program else ("Rhubarb is left out: no --rhubarb tells where it is.",)),
        *(
            ()
            if find_spec("pocketsphinx")
            else ("pocketsphinx is left out: it is not installed.",)
        ),
    ]
    return Section(
        title="Lips from recordings",
        how=f"{sum(map(len, sets.values()))} labelled utterances, in frames of 10 ms and "
        f"{len(VISEMES)} classes of sounds that look alike. A p, b or m is found when lips meet "
        "within 40 ms of it, and a meeting is true when there is such a sound; the opening of "
        "the sounds is compared with that of the labels, by one table for all and smoothed by 20 "
        "ms; that of the finished lips is theirs, and for the labels' own sounds and times it is "
        f"{_ceiling(reported):.2f}. Second table: what happens to the TIMIT half above. Third "
        "table: lips that were rendered (landmarks of the face network) or had coils glued to "
        "them, each method at the lag at which it is best. Then ten seconds of each sound "
        "without a voice, and the time that each step takes.",
        tables=(
            agreements(recognised),
            graceful(noisy),
            people(real),
            restlessness(still),
            speeds(fast),
        ),
        caveats=(
            "Settings were chosen on the first half of TIMIT's speakers. Three of them (how well "
            "words must fit, when a closure is shown, how quickly sounds fade) were looked at on "
            "all sets before they were kept.",
            "Twelve classes at 100 frames a second are hard for people too: labels of two people "
            "differ. Compare the rows with each other, not with 1.",
            "Labels of Arctic and of the German utterance were made by a machine; Arctic's voice "
            "is one that festival learnt from.",
            "With the labels' sounds means: their order is known, their times are not.",
            *left_out,
        ),
        figures={
            "labels": {name: _plain(rows) for name, rows in recognised.items()},
            "noise": {name: [asdict(one) for one in pair] for name, pair in noisy.items()},
            "people": [asdict(one) for one in real],
            "no voice": still,
            "speed": fast,
        },
    )


def _by_all(utterances: Sequence[Labelled], program: Path | None) -> dict[str, Agreement]:
    """What each recogniser makes of a set.

    Who is not here, or has nothing to go by, is left out.
    """
    recognisers: dict[str, Recogniser] = {
        "loudness": lambda one: envelope(one.speech),
        "pocketsphinx": lambda one: pocketsphinx(one.speech),
        "Rhubarb": lambda one: rhubarb(one.speech, program),
        "ours, sound alone": lambda one: ours(one.speech),
        "ours, with the words": lambda one: ours_with_text(one) if one.text else None,
        "ours, with the labels' sounds": ours_with_labels,
    }
    truths = [_truth(one) for one in utterances]
    rows: dict[str, Agreement] = {}
    for name, recogniser in recognisers.items():
        answers = [answer for one in utterances if (answer := recogniser(one)) is not None]
        if len(answers) == len(truths):
            rows[name] = agreement(truths, answers)
            if name == "ours, sound alone" and len(truths) > 1:
                rows["another's sound (control)"] = agreement(truths, [*answers[1:], answers[0]])
    return rows


def _ceiling(utterances: Sequence[Labelled]) -> float:
    """How well the finished jaw agrees with the labels' opening given everything."""
    known = [replace(one.speech, phones=one.phones) for one in utterances]
    return agreement(
        [_truth(one) for one in utterances], [shown(one.phones or (), one) for one in known]
    ).jaw


def _in_noise(
    utterances: Sequence[Labelled], others: Sequence[Labelled], name: str
) -> tuple[Agreement, Agreement]:
    """From the sound alone, and with the words."""
    beside = [one.speech for one in others]
    noisy = [replace(one, speech=distorted(one.speech, name, beside)) for one in utterances]
    truths = [_truth(one) for one in utterances]
    return (
        agreement(truths, [ours(one.speech) for one in noisy]),
        agreement(truths, [ours_with_text(one) for one in noisy]),
    )


def _restless(sound: NoVoice) -> tuple[float, float]:
    """Return the share of open frames in a sound without voice, and jaw turns a second."""
    speech = without_voice(sound)
    jaw = lips(speech).values[:, MOUTH.index("jaw")]
    steps = np.diff(jaw)
    turns = (steps[1:] * steps[:-1] < 0) & (np.abs(steps[1:]) > _TURN)
    return float((jaw > _OPEN).mean()), float(turns.sum() / speech.seconds)


def _speeds(utterances: Sequence[Labelled]) -> dict[str, tuple[float, float]]:
    """Each step on ten minutes of speech, on one thread.

    Times real time, and megabytes at its peak.
    """
    once = np.concatenate([one.speech.samples for one in utterances])
    rate = utterances[0].speech.sample_rate
    speech = Speech(samples=np.resize(once, round(_LONG * rate)), sample_rate=rate)
    symbols = [phone.symbol for one in utterances for phone in one.phones]
    rounds = int(_LONG * rate / len(once))
    recognised = infer(speech)
    steps: dict[str, Callable[[], object]] = {
        "network, with what it looks at": lambda: infer(speech),
        "decoding": lambda: decode(recognised.posteriors),
        "alignment": lambda: align(recognised.posteriors, symbols * rounds),
        "lips of a recording, all of it": lambda: lips(speech),
    }
    return {name: _timed(step) for name, step in steps.items()}


def _timed(step: Callable[[], object]) -> tuple[float, float]:
    began = time.process_time()
    step()
    seconds = time.process_time() - began
    tracemalloc.start()
    step()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return _LONG / seconds, peak / 1e6


def _truth(utterance: Labelled) -> Answer:
    return answer_of(utterance.phones, round(utterance.speech.seconds / STEP))


def _plain(rows: Mapping[str, Agreement]) -> dict[str, dict[str, float]]:
    return {name: asdict(found) for name, found in rows.items()}
