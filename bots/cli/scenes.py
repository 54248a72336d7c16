"""The pool of a command that renders scenes, and the folder where they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talking_photo.core.model import Video
from talking_photo.core.progress import Report
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_cache import RenderCache
from talking_photo.core.workers.render_pool import RenderPool
from talking_photo.core.workers.scenes import SCENE_WORK, Scene, render_scenes


def folder_beside(made: Path) -> Path:
    """Return the folder beside a story or a website that keeps its videos for the next time."""
    return made.with_name(f"{made.stem}.scenes")


def opened_pool(settings: Settings) -> RenderPool:
    """Return a pool for scenes; a machine that leaves the work to others has a process for it."""
    children = max(settings.render.children, 1)
    render = settings.render.model_copy(update={"children": children})
    return RenderPool(SCENE_WORK, settings.model_copy(update={"render": render}))


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
        TalkingPhotoError: See `render_scenes`.
    """
    cache = RenderCache(folder, settings)
    async with opened_pool(settings) as pool:
        at_once = pool.settings.render.children
        videos = await render_scenes(scenes, cache, pool, report, at_once=at_once)
    cache.remove_unused()
    return videos
