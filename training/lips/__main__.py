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
from training.lips.network import Ear
from training.lips.teachers import believed, listened

_ESPEAK, _OTHERS = 4500, 110
"""Sentences by espeak-ng, and by each voice of festival and flite."""
_VERSIONS, _REAL_VERSIONS = 3, 8
_ROUNDS = {"first": 2500, "second": 4000, "last": 11000}
"""Steps of each round. The first learns from synthesisers alone, each later one also from what the
one before it heard."""
_REAL = 0.45
"""Share of real speech in the later rounds."""
_SEED = 1

Made = TypeVar("Made")


def main() -> None:
    """Speak, listen, learn; then listen to real speech and learn from that, too."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    def stage(name: str, make: Callable[[], Made]) -> Made:
        return kept(options.work / f"{name}.pickle", make)

    with ProcessPoolExecutor(2) as pool, ProcessPoolExecutor(1) as listener:
        spoken = stage("spoken", lambda: spoken_by_all(pool))
        known = stage("known", lambda: corpus.labelled(spoken, _VERSIONS, _SEED, pool))
        people = list(pool.map(real.read, real.recordings(options.speech), chunksize=8))
        heard = stage("heard", lambda: corpus.unlabelled(people, _REAL_VERSIONS, _SEED, pool))
        # the recogniser listens on one core while the first network learns on the other
        pending = () if (options.work / "told.pickle").exists() else listener.map(listened, people)
        ear = stage("first", partial(learnt, "first", [(known, 1.0)]))
        told = stage("told", lambda: list(pending))
    for name in list(_ROUNDS)[1:]:
        lived = corpus.answered(heard, believed(ear, people, told))
        shares = [(known, 1 - _REAL), (lived, _REAL)]
        ear = stage(name, partial(learnt, name, shares))
    export(ear, options.out)
    print(figures(ear))


def learnt(name: str, shares: list[tuple[corpus.Corpus, float]]) -> Ear:
    """A new network after a round."""
    torch.manual_seed(_SEED)
    return fit(Ear(), shares, steps=_ROUNDS[name], seed=_SEED)


def spoken_by_all(pool: Executor) -> list[Clip]:
    """Everything that the synthesisers say."""
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
