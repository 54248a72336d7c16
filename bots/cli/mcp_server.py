"""The command `mcp`: tools for assistants that speak the Model Context Protocol, over stdio.

Only the command imports this module: the protocol's library is an extra.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import threading
from pathlib import Path
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from talking_photo import __version__
from talking_photo.api import Renderer
from talking_photo.bots import texts
from talking_photo.core.errors import TalkingPhotoError
from talking_photo.core.model import Stage
from talking_photo.core.request import RenderOptions
from talking_photo.core.settings import Settings
from talking_photo.core.speech.catalogue import list_voices

_ABOUT = (
    "Makes a photo of a face speak: a photo and words become a video, on this computer and "
    "without the internet. Use it only with photos whose people agree."
)
_MAKE = "Make the face in a photo say words; returns the path of the video, its length, and notes."
_VOICES = "List the voices for the option `voice`, each with its languages."
_OPTIONS = tuple(field.name for field in dataclasses.fields(RenderOptions))
_OPTIONS_ABOUT = (
    'How the video is made, such as {"voice": "man", "expression": "happy", "captions": true}. '
    f"There are: {', '.join(_OPTIONS)}."
)


def serve(settings: Settings, folder: Path) -> None:
    """Answer on the standard output until the standard input ends.

    Args:
        settings: The operator's.
        folder: Where videos are written.
    """
    # Nothing is loaded before the first video is asked for: assistants start all their servers.
    with Renderer(settings, warm=False) as renderer:
        tools = _Tools(renderer, settings, folder)
        server = MCPServer("talking-photo", instructions=_ABOUT, version=__version__)
        server.tool(description=_MAKE)(tools.make_photo_speak)
        server.tool(name="list_voices", description=_VOICES)(tools.voices)
        asyncio.run(server.run_stdio_async())


class _Tools:
    def __init__(self, renderer: Renderer, settings: Settings, folder: Path) -> None:
        self._renderer = renderer
        self._settings = settings
        self._folder = folder

    async def make_photo_speak(
        self,
        photo: Annotated[str, Field(description="Path of a photo on this computer")],
        words: Annotated[str, Field(description="What it says")],
        context: Context,
        options: Annotated[dict[str, Any] | None, Field(description=_OPTIONS_ABOUT)] = None,
    ) -> dict[str, Any]:
        """Make a video, under a name in the folder that no file has.

        Raises:
            ToolError: What is wrong, as a sentence.
        """
        loop, cancel = asyncio.get_running_loop(), threading.Event()

        def report(stage: Stage, done: float) -> None:
            said = context.report_progress(round(100 * done), 100, texts.stage(stage))
            asyncio.run_coroutine_threadsafe(said, loop)

        unknown = ", ".join(sorted((options or {}).keys() - set(_OPTIONS)))
        if unknown:
            raise ToolError(f"There is no option {unknown}. There are: {', '.join(_OPTIONS)}.")
        try:
            chosen = RenderOptions(**(options or {}))
            target = _free_name(self._folder, Path(photo).stem, chosen.background.suffix)
            video = await asyncio.to_thread(
                self._renderer.speak,
                photo,
                words,
                out=target,
                options=chosen,
                on_progress=report,
                cancel=cancel,
            )
        except TalkingPhotoError as exc:
            raise ToolError(texts.operator_sentence(exc.code, exc.facts)) from exc
        finally:
            cancel.set()  # when the assistant gives the call up
        notes = [texts.operator_sentence(note.code, note.facts) for note in video.notes]
        return {"video": str(video.path), "seconds": round(video.seconds, 1), "notes": notes}

    async def voices(self) -> list[dict[str, Any]]:
        """List the voices that work."""
        found = await asyncio.to_thread(list_voices, self._settings.voice)
        return [
            {"name": voice.name, "kind": voice.kind, "languages": list(voice.languages)}
            for voice in found
            if voice.problem is None
        ]


def _free_name(folder: Path, stem: str, suffix: str) -> Path:
    """Return a name in a folder that no file has."""
    names = itertools.chain(
        [f"{stem}{suffix}"], (f"{stem}-{number}{suffix}" for number in itertools.count(2))
    )
    return next(path for path in (folder / name for name in names) if not path.exists())
