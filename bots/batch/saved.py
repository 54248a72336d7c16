"""A saved template as JSON: in the API, and in the file that people send to one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from talking_photo.core.jobs.job import SavedTemplate
from talking_photo.core.request import RenderOptions


def described(saved: SavedTemplate) -> Mapping[str, Any]:
    """Return a template as JSON has it; options that are as usual are left out."""
    options = TypeAdapter(RenderOptions).dump_python(
        saved.options, mode="json", exclude_defaults=True
    )
    return {
        "object": "template",
        "name": saved.name,
        "template": saved.template,
        "file_name": saved.file_name,
        "options": options,
    }
