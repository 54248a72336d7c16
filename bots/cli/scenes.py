"""Renders the scenes of a story, or the answers of an FAQ, each once."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from talking_photo.core.errors import Fact, TalkingPhotoError
from talking_photo.core.model import Stage, Video
from talking_photo.core.progress import Report
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.speech.duration import estimate_seconds
from talking_photo.core.workers.render_cache import RenderCache
from talking_photo.core.workers.render_pool import RenderPool

_RECORDING_SECONDS = 10.0
"""Taken for the length of a recording, which is known when it is decoded."""
_START_SECONDS = 2.0
"""What each scene takes besides, in seconds of speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A video to render, and where somebody asked for it."""

    request: SpeakRequest
    place: Mapping[str, Fact] = field(default_factory=dict)
    """Facts for the sentence of an error, `in_file`, `in_line` and perhaps `in_scene`."""

    @property
    def seconds(self) -> float:
        """About how much work it is."""
        request = self.request
        said = _RECORDING_SECONDS if request.sound else estimate_seconds(request.text or "")
        return _START_SECONDS + said + request.silence_before + request.silence_after


def folder_beside(made: Path) -> Path:
    """Return the folder beside a story or a website that keeps its videos for the next time."""
    return made.with_name(f"{made.stem}.scenes")


async def render(
    scenes: Sequence[Scene], folder: Path, settings: Settings, report: Report
) -> list[Video]:
    """Render all scenes that the folder does not have yet, and remove others from it.

    Args:
        scenes: In order.
        folder: Where their videos are kept.
        settings: The operator's; as many are rendered at a time as it has render processes.
        report: Receives the share of the whole that is done.

    Raises:
        TalkingPhotoError: The error of the first scene that fails, with the facts of its place;
            the others are cancelled.
    """  # noqa: DOC501 -- a helper makes the error
    cache = RenderCache(folder, settings)
    names = [await asyncio.to_thread(_name, cache, scene) for scene in scenes]
    made = {name: cache.find(name) for name in names}
    # What is asked for twice is rendered once.
    missing = {name: scene for name, scene in zip(names, scenes, strict=True) if not made[name]}
    done = dict.fromkeys(missing, 0.0)
    total = sum(scene.seconds for scene in missing.values())

    def progress(name: str, stage: Stage, share: float) -> None:
        done[name] = share
        report(stage, sum(missing[it].seconds * part for it, part in done.items()) / total)

    async def one(pool: RenderPool, name: str, scene: Scene) -> None:
        on_progress = functools.partial(progress, name)
        try:
            made[name] = await cache.render(pool, name, scene.request, on_progress)
        except TalkingPhotoError as exc:
            raise type(exc)(exc.code, **exc.facts, **scene.place) from exc

    if missing:
        async with RenderPool("talking_photo.core.pipeline:make_scene", settings) as pool:
            try:
                async with asyncio.TaskGroup() as tasks:
                    for name, scene in missing.items():
                        tasks.create_task(one(pool, name, scene))
            except* TalkingPhotoError as exc:
                raise _first(exc) from None
    cache.remove_unused()
    return [video for name in names if (video := made[name]) is not None]


def _name(cache: RenderCache, scene: Scene) -> str:
    try:
        return cache.name(scene.request)
    except TalkingPhotoError as exc:
        raise type(exc)(exc.code, **exc.facts, **scene.place) from exc


def _first(group: BaseExceptionGroup[TalkingPhotoError]) -> TalkingPhotoError:
    """Return the first error of a group of groups."""
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
