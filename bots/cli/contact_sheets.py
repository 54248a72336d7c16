"""Makes a contact sheet for each photo of a folder, and an index of all of them."""

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
    on_line: Callable[[str], None],
    *,
    options: RenderOptions,
) -> Path:
    """Write a contact sheet for each photo, and `index.png` with a row for each.

    Args:
        photos: The files; for one that cannot be used, the line says why.
        words: What all of them say.
        folder: Where the sheets are put, each named after its photo.
        settings: The operator's.
        on_line: Receives a line when a photo is done.
        options: How the videos are made.

    Returns:
        The index.

    Raises:
        KeyboardInterrupt: On Ctrl-C or SIGTERM.
        StorageError: output_not_writable or preview_not_writable.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StorageError("output_not_writable") from exc
    with tempfile.TemporaryDirectory() as rows:
        index = folder / "index.png"
        entries = single_job.interruptible(
            _all(
                photos,
                words,
                options=options,
                folder=folder,
                rows=Path(rows),
                settings=settings,
                on_line=on_line,
            )
        )
        write_index(entries, index)
    return index


async def _all(
    photos: Sequence[Path],
    words: str,
    *,
    options: RenderOptions,
    folder: Path,
    rows: Path,
    settings: Settings,
    on_line: Callable[[str], None],
) -> list[tuple[str, Path | None]]:
    """Make the sheets one after the other; return the entries of the index."""
    one = settings.render.model_copy(update={"children": 1})
    settings = settings.model_copy(update={"render": one})
    entries: list[tuple[str, Path | None]] = []
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
                entries.append((f"{photo.name}: {line}", None))
            else:
                notes = (texts.operator_sentence(note.code, note.facts) for note in made.notes)
                line = " ".join([str(sheet), *notes])
                entries.append((photo.name, row))
            on_line(f"{number}/{len(photos)} {photo.name}: {line}")
    return entries


def _silent(_stage: Stage, _done: float) -> None:
    """Ignore progress: a line for each photo is enough."""
