"""Make the network that hears phones, from scratch.

    python -m training.lips --speech FOLDER --out core/hearing/acoustic.onnx --work WORK

FOLDER holds recordings of people who speak English, without labels. WORK keeps what each stage
made; a stage whose file is there is not done again. Texts come from the package wordfreq; festival
and flite speak where they are installed. Needs the program's own packages and those of
training/lips/requirements.txt.
"""

from __future__ import annotations

import argparse
import pickle
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import torch

from training.lips import corpus, espeak, festival, real
from training.lips.clips import Clip
from training.lips.export import export
from training.lips.figures import figures
from training.lips.fit import fit
from training.lips.network import AcousticModel
from training.lips.teachers import combined_posteriors, pseudo_labels

_ESPEAK, _OTHERS = 4500, 110
"""Sentences by espeak-ng, and by each voice of festival and flite."""
_VERSIONS, _REAL_VERSIONS = 3, 8
_ROUNDS = {"first": 2500, "second": 4000, "last": 11000}
"""Steps of each round. The first learns from synthesisers alone, each later one also from what the
one before it recognised."""
_REAL = 0.45
"""Share of real speech in the later rounds."""
_SEED = 1

Made = TypeVar("Made")


def main() -> None:
    """Train on synthesised speech, then label real speech and train on both."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    def stage(name: str, make: Callable[[], Made]) -> Made:
        return kept(options.work / f"{name}.pickle", make)

    with ProcessPoolExecutor(2) as pool, ProcessPoolExecutor(1) as recogniser:
        spoken = stage("spoken", lambda: spoken_by_all(pool))
        labelled = stage("labelled", lambda: corpus.labelled(spoken, _VERSIONS, _SEED, pool))
        people = list(pool.map(real.read, real.recordings(options.speech), chunksize=8))
        unlabelled = stage(
            "unlabelled", lambda: corpus.unlabelled(people, _REAL_VERSIONS, _SEED, pool)
        )
        # the recogniser runs on one core while the first network is trained on the other
        stored = (options.work / "labels.pickle").exists()
        pending = () if stored else recogniser.map(pseudo_labels, people)
        model = stage("first", partial(learnt, "first", [(labelled, 1.0)]))
        labels = stage("labels", lambda: list(pending))
    for name in list(_ROUNDS)[1:]:
        answered = corpus.answered(unlabelled, combined_posteriors(model, people, labels))
        shares = [(labelled, 1 - _REAL), (answered, _REAL)]
        model = stage(name, partial(learnt, name, shares))
    export(model, options.out)
    print(figures(model))


def learnt(name: str, shares: list[tuple[corpus.Corpus, float]]) -> AcousticModel:
    """Return a new network after a round of training."""
    torch.manual_seed(_SEED)
    return fit(AcousticModel(), shares, steps=_ROUNDS[name], seed=_SEED)


def spoken_by_all(pool: Executor) -> list[Clip]:
    """Return all synthesised speech."""
    voices = festival.installed()
    print(f"besides espeak-ng: {', '.join(voices) or 'no festival, no flite'}")
    clips: Iterable[Clip] = pool.map(espeak.say, range(_ESPEAK), chunksize=16)
    others = [pool.submit(festival.say, voice, n, _OTHERS) for n, voice in enumerate(voices)]
    return [*clips, *(clip for voice in others for clip in voice.result())]


def kept(path: Path, make: Callable[[], Made]) -> Made:
    """What the file holds, or what is made now and written to it."""
    if path.exists():
        with path.open("rb") as file:
            known: Made = pickle.load(file)
            return known
    began = time.monotonic()
    made = make()
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        pickle.dump(made, file)
    unfinished.rename(path)
    print(f"{path.stem}: {(time.monotonic() - began) / 60:.1f} min", flush=True)
    return made


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.lips", description=__doc__)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
