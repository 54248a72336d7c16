"""Lets every photo of a folder say the same words, so that one can look at all of them at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from talking_photo.bots import texts
from talking_photo.bots.cli import single_job
from talking_photo.core.errors import StorageError, TalkingPhotoError
from talking_photo.core.model import Stage
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.video.contact_sheet import write_index
from talking_photo.core.workers.render_pool import RenderPool


def make(
    photos: Sequence[Path],
    words: str,
    folder: Path,
    settings: Settings,
    tell: Callable[[str], None],
    *,
    options: RenderOptions,
) -> Path:
    """Write a contact sheet for each photo, and `index.png` with a row for each.

    Args:
        photos: The files; one that cannot speak gets a line that says why.
        words: What all of them say.
        folder: Where the sheets are put, each named after its photo.
        settings: The operator's.
        tell: Takes a line when a photo is done.
        options: How the videos are made.

    Returns:
        The index.

    Raises:
        KeyboardInterrupt: By Ctrl-C, and by SIGTERM too.
        StorageError: output_not_writable or preview_not_writable.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StorageError("output_not_writable") from exc
    with tempfile.TemporaryDirectory() as rows:
        index = folder / "index.png"
        told = single_job.interruptible(
            _all(
                photos,
                words,
                options=options,
                folder=folder,
                rows=Path(rows),
                settings=settings,
                tell=tell,
            )
        )
        write_index(told, index)
    return index


async def _all(
    photos: Sequence[Path],
    words: str,
    *,
    options: RenderOptions,
    folder: Path,
    rows: Path,
    settings: Settings,
    tell: Callable[[str], None],
) -> list[tuple[str, Path | None]]:
    """One photo after the other; what stands in the index for each."""
    one = settings.render.model_copy(update={"children": 1})
    settings = settings.model_copy(update={"render": one})
    told: list[tuple[str, Path | None]] = []
    async with RenderPool(
        "talking_photo.core.pipeline:make_contact_sheet",
        settings,
        warm="talking_photo.core.pipeline:warm_up",
    ) as pool:
        for number, photo in enumerate(photos, 1):
            request = SpeakRequest(photo=photo, text=words, options=options)
            sheet, row = folder / f"{photo.name}.png", rows / f"{number}.png"
            try:
                made = await pool.render(request, sheet, companion=row, on_progress=_silent)
            except TalkingPhotoError as exc:
                line = texts.operator_sentence(exc.code, exc.facts)
                told.append((f"{photo.name}: {line}", None))
            else:
                notes = (texts.operator_sentence(note.code, note.facts) for note in made.notes)
                line = " ".join([str(sheet), *notes])
                told.append((photo.name, row))
            tell(f"{number}/{len(photos)} {photo.name}: {line}")
    return told


def _silent(_stage: Stage, _done: float) -> None:
    """A line for each photo is enough."""
