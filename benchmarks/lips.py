"""Agreement of the lips in finished videos with the requested ones, read by a face network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.lips_tables import tables
from benchmarks.material import files_in, png, portraits
from benchmarks.read_back import Reading, read_back
from benchmarks.sight import speaker
from benchmarks.table import Section
from benchmarks.tracks import SHUT, Movement
from talking_photo.core.errors import RequestError


def measure(
    folder: Path, photos: Sequence[Path], videos: Sequence[Path], sounds: Sequence[Path]
) -> Section:
    """Video and read every picture; some 15 s for each.

    Args:
        folder: For the videos.
        photos: Files, or folders of files, beside the drawn portrait and what is made of it.
        videos: Videos of real people who speak, for comparison.
        sounds: Recordings that the drawn portrait speaks with, too.
    """
    drawn = {
        name: png(pixels, folder / f"lips-{number}.png")
        for number, (name, pixels) in enumerate(portraits().items())
    }
    pictures = [*drawn.items(), *((file.name, file) for file in files_in(photos))]
    readings: list[Reading] = []
    refused: list[tuple[str, str]] = []
    for name, file in pictures:
        try:
            readings.append(read_back(name, file, folder / "lips.mp4"))
        except RequestError as exc:
            refused.append((name, exc.code))
    recorded = {f"recording {number}": sound for number, sound in enumerate(files_in(sounds), 1)}
    for name, sound in recorded.items():
        readings.append(read_back(name, drawn["drawn"], folder / "lips.mp4", sound))
    speakers = [
        (file.name, Movement.of(track))
        for file in files_in(videos)
        if (track := speaker(file)) is not None
    ]
    return Section(
        title="Lips read back",
        how=f"{len(pictures)} pictures ({len(refused)} of them were refused) say the same three "
        "sentences with two silences; each frame of the finished video is looked at on its own "
        "by the face network, and the gap between the inner lips (landmarks 13 and 14 over 33 "
        "and 263) is compared with the gap that the motion fields give the edges of the lips "
        f"there, which is known before anything is drawn. Shut means below {SHUT} eye distances.",
        tables=tables(readings, [movement for _, movement in speakers], drawn={*drawn, *recorded}),
        caveats=(
            "The network has seen many faces: it guesses a plausible mouth where it sees little, "
            "so small, dark and painted lips read less open, and a smudge may pass for a "
            "closure. By chance is the correlation that 5 % of wrong shifts in time reach.",
            "A correlation does not see how far a mouth opens (slope and percentiles do) nor how "
            "good it looks. Nothing here replaces looking at the sheets of `--preview`.",
            "Closed lips alone prove nothing, for a mouth that never opened would have them all: "
            "the frames asked to open beyond 0.08 are counted, too.",
            "Stray pixels are counted before encoding, which touches every pixel a little. The "
            "margin is the soft rim of the person and a breath, 0.9 cm of a head with 8.9 cm "
            "between its eyes, and the way that the largest turn and shift of the head in the "
            "video carry the crown, 24 cm above the neck. Where nothing lies outside the margin "
            "the zero says nothing.",
            "The upper face is compared after a shift, turn and scale; a head that turns leaves "
            "0.01 or so.",
            "Sharpness is the variance of the Laplacian over that of the photo: of the skin "
            "about the lips, without what lies below the line between them and so between them "
            "in some frame, and of all of the mouth. A photo that shows teeth or a dark gap "
            "loses these edges whenever its mouth is shut; teeth and the line between closed "
            "lips add edges. The encoder takes grain away.",
            "Recordings are spoken by the drawn portrait; their p, b and m are those that the "
            "acoustic model finds, their silences those of the level.",
            "Real speakers say other words, and pause for other times; their videos are read at "
            "25 frames a second.",
        ),
        figures={
            "pictures": [asdict(reading) for reading in readings],
            "refused": refused,
            "speakers": [{"video": name, **asdict(movement)} for name, movement in speakers],
        },
    )
