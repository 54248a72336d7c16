"""Renders the scenes of a story, or the answers of an FAQ, each once, and composes a story."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from talking_photo.core.errors import Fact, TalkingPhotoError
from talking_photo.core.intake.story import Story, StoryRequest
from talking_photo.core.model import Stage, Video
from talking_photo.core.progress import Report
from talking_photo.core.request import SpeakRequest
from talking_photo.core.speech.duration import estimate_seconds
from talking_photo.core.video.story.request import scene_requests
from talking_photo.core.workers.render_cache import RenderCache
from talking_photo.core.workers.render_pool import RenderPool

SCENE_WORK = "talking_photo.core.pipeline:make_scene"
COMPOSE_WORK = "talking_photo.core.video.story.request:compose"
_RENDERED = 0.8
"""Share of the work that is done when all scenes are rendered."""
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


def scenes_of(
    story: Story, prepared: Callable[[SpeakRequest], SpeakRequest] = lambda request: request
) -> Mapping[int, Scene]:
    """Return what is rendered for a story, by the number of the scene.

    Args:
        story: The story.
        prepared: Adds to a request what the story does not say.
    """
    return {
        number: Scene(request=prepared(request), place=story.place(number))
        for number, request in scene_requests(story).items()
    }


async def render_scenes(
    scenes: Sequence[Scene],
    cache: RenderCache,
    pool: RenderPool,
    report: Report,
    *,
    at_once: int,
    on_rendered: Callable[[str], Awaitable[None]] | None = None,
) -> list[Video]:
    """Render all scenes that the cache does not have yet.

    Args:
        scenes: In order.
        cache: Where their videos are kept.
        pool: Renders them.
        report: Receives the share of the whole that is done.
        at_once: Scenes that are rendered at the same time.
        on_rendered: Called with the name in the cache of each one that was rendered.

    Raises:
        TalkingPhotoError: The error of the first scene that fails, with the facts of its place;
            the others are cancelled.
    """  # noqa: DOC501 -- a helper makes the error
    names = [await asyncio.to_thread(_name, cache, scene) for scene in scenes]
    made = {name: cache.find(name) for name in names}
    # What is asked for twice is rendered once.
    missing = {name: scene for name, scene in zip(names, scenes, strict=True) if not made[name]}
    done = dict.fromkeys(missing, 0.0)
    total = sum(scene.seconds for scene in missing.values())
    turns = asyncio.Semaphore(at_once)

    def progress(name: str, stage: Stage, share: float) -> None:
        done[name] = share
        report(stage, sum(missing[it].seconds * part for it, part in done.items()) / total)

    async def one(name: str, scene: Scene) -> None:
        on_progress = functools.partial(progress, name)
        try:
            async with turns:
                made[name] = await cache.render(
                    pool, name, scene.request, on_progress, work=SCENE_WORK
                )
                if on_rendered is not None:
                    await on_rendered(name)
        except TalkingPhotoError as exc:
            raise type(exc)(exc.code, **{**exc.facts, **scene.place}) from exc

    try:
        async with asyncio.TaskGroup() as tasks:
            for name, scene in missing.items():
                tasks.create_task(one(name, scene))
    except* TalkingPhotoError as exc:
        raise _first(exc) from None
    return [video for name in names if (video := made[name]) is not None]


async def make_story(
    story: Story,
    target: Path,
    cache: RenderCache,
    pool: RenderPool,
    report: Report,
    *,
    scenes: Mapping[int, Scene],
    at_once: int,
    on_rendered: Callable[[str], Awaitable[None]] | None = None,
) -> Video:
    """Render the scenes of a story that the cache does not have, then compose it in a child.

    Args:
        story: The story, which was checked.
        target: The mp4 file.
        cache: Where the videos of scenes are kept.
        pool: Does the work.
        report: Receives the share of the whole that is done.
        scenes: Those of `scenes_of`.
        at_once: As in `render_scenes`, as is `on_rendered`.
        on_rendered: See there.

    Raises:
        TalkingPhotoError: A scene, the music or a picture cannot be used; errors of a scene name
            it and its line.
    """
    rendered = await render_scenes(
        list(scenes.values()),
        cache,
        pool,
        lambda stage, done: report(stage, _RENDERED * done),
        at_once=at_once,
        on_rendered=on_rendered,
    )
    videos = dict(zip(scenes, rendered, strict=True))
    return await pool.render_video(
        StoryRequest(story=story, scenes=tuple(map(videos.get, range(len(story.scenes))))),
        target,
        work=COMPOSE_WORK,
        on_progress=lambda stage, done: report(stage, _RENDERED + (1 - _RENDERED) * done),
    )


def _name(cache: RenderCache, scene: Scene) -> str:
    try:
        return cache.name(scene.request)
    except TalkingPhotoError as exc:
        raise type(exc)(exc.code, **{**exc.facts, **scene.place}) from exc


def _first(group: BaseExceptionGroup[TalkingPhotoError]) -> TalkingPhotoError:
    """Return the first error of a group of groups."""
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
