"""Files of saved templates, written here or by the page."""

from __future__ import annotations

import json
from pathlib import Path

from talking_photo.bots.batch.saved import described
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.job import SavedTemplate
from talking_photo.core.request import RenderOptions

_MOST_BYTES = 100_000


def read_saved(file: Path) -> SavedTemplate:
    """Read a template that somebody saved.

    Raises:
        RequestError: template_file_wrong, or an option is wrong.
        StorageError: file_unreadable.
    """
    try:
        with file.open("rb") as opened:
            values = json.loads(opened.read(_MOST_BYTES))
        return SavedTemplate(
            name=values["name"],
            template=values["template"],
            file_name=values["file_name"],
            options=RenderOptions(**values["options"]),
        )
    except OSError as exc:
        raise StorageError("file_unreadable", file=str(file)) from exc
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise RequestError("template_file_wrong", file=file.name) from exc


def write_saved(saved: SavedTemplate, file: Path) -> None:
    """Write a template, so that it can be used again.

    Raises:
        StorageError: output_not_writable.
    """
    text = json.dumps(described(saved), ensure_ascii=False, indent=2)
    try:
        file.write_text(f"{text}\n", encoding="utf-8")
    except OSError as exc:
        raise StorageError("output_not_writable") from exc
