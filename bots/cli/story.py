"""Makes a story: scenes, title cards and music of a text file as one video."""

from __future__ import annotations

import argparse
import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from talking_photo.bots.cli import caption_files, scenes, single_job
from talking_photo.core.errors import JobCancelled, TalkingPhotoError
from talking_photo.core.intake.files import read_input
from talking_photo.core.intake.photo import read_photo
from talking_photo.core.intake.story import Story, StoryScene, Transition, read_story
from talking_photo.core.model import FPS, SpeechSource, Stage, UInt8, Video
from talking_photo.core.progress import Progress, Report
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.video.story import (
    FADE_FRAMES,
    Card,
    FaceScene,
    Part,
    Scenery,
    check_letters,
    compose_story,
)
from talking_photo.core.video.tags import Tags
from talking_photo.core.workers.signing import TimestampService, VideoSigner, sign_made_video

T = TypeVar("T")

_RENDERED = 0.8
"""Share of the work that is done when all scenes are rendered."""
_LEAD_IN_SECONDS, _TAIL_SECONDS = 0.15, 0.35
"""Silence that a spoken text has anyway."""
_CARD_SECONDS, _LETTERS_PER_SECOND = 2.0, 16.0
_LEAST_SIDE = 960
"""Pixels of the longer side of a story, so that title cards are sharp."""
_ASPECTS = {"square": 1.0, "portrait": 9 / 16, "landscape": 16 / 9, "round": 1.0}


def make(chosen: argparse.Namespace, settings: Settings, report: Report) -> Video:
    """Make the story of a file; its captions lie beside the video.

    Raises:
        KeyboardInterrupt: On Ctrl-C or SIGTERM; no incomplete file is left.
        TalkingPhotoError: The file, a scene, the music or a picture cannot be used; errors of a
            scene name it and its line.
    """
    story = read_story(chosen.story)
    return single_job.interruptible(_make(story, chosen.output, settings, report))


async def _make(story: Story, target: Path, settings: Settings, report: Report) -> Video:
    fades = _fades(story)
    shown = [number for number, scene in enumerate(story.scenes) if not scene.card and scene.photo]
    backgrounds = await asyncio.to_thread(_backgrounds, story, settings)
    music, logo = await asyncio.to_thread(_files, story, settings)
    rendered = await scenes.render(
        [
            scenes.Scene(
                request=_request(story.scenes[number], fades, number), place=story.place(number)
            )
            for number in shown
        ],
        scenes.folder_beside(target),
        settings,
        lambda stage, done: report(stage, _RENDERED * done),
    )
    videos = dict(zip(shown, rendered, strict=True))
    parts = [
        Part(
            shows=_shows(scene, videos.get(number), backgrounds),
            fades=fades[number],
            chapter=scene.chapter or (scene.card[0] if scene.card else None),
        )
        for number, scene in enumerate(story.scenes)
    ]
    spoken = next((it.spoken_by for it in rendered if it.spoken_by), None)
    scenery = Scenery(
        size=_size(story, rendered, settings.render.max_side),
        music=music,
        logo=logo,
        tags=Tags(
            title=story.title or story.file.rpartition(".")[0],
            language=spoken.language if spoken else "",
        ),
    )

    def compose(progress: Progress) -> Video:
        video = compose_story(parts, scenery, target, settings.video, progress)
        video = replace(video, spoken_by=spoken)
        if shown:
            video = _signed(video, story, rendered, settings)
        caption_files.write_beside(video, [caption_files.CaptionFormat.VTT])
        return video

    return await _in_thread(
        compose, lambda done: report(Stage.FRAMES, _RENDERED + (1 - _RENDERED) * done)
    )


def _fades(story: Story) -> list[bool]:
    """Return for each scene whether it fades in.

    A face that goes on speaking in front of the same background follows itself with a cut.
    """
    fades = []
    before: StoryScene | None = None
    for scene in story.scenes:
        same = before is not None and (before.photo, before.background, before.card) == (
            scene.photo,
            scene.background,
            scene.card,
        )
        default = Transition.CUT if same else Transition.CROSSFADE
        wanted = scene.transition or default
        fades.append(before is not None and wanted is Transition.CROSSFADE)
        before = scene
    return fades


def _request(scene: StoryScene, fades: Sequence[bool], number: int) -> SpeakRequest:
    """Return what is rendered: with silence for the crossfades, so that no word is faded."""
    photo = scene.photo or Path()
    fade = FADE_FRAMES / FPS
    fades_out = number + 1 < len(fades) and fades[number + 1]
    if scene.words is None and scene.sound is None:
        seconds = (scene.seconds or 0.0) + fade * (fades[number] + fades_out)
        return SpeakRequest(photo=photo, options=scene.options, silence_after=seconds, title="")
    has = (0.0, 0.0) if scene.sound else (_LEAD_IN_SECONDS, _TAIL_SECONDS)
    return SpeakRequest(
        photo=photo,
        text=scene.words,
        sound=scene.sound,
        options=scene.options,
        silence_before=max(fade - has[0], 0.0) if fades[number] else 0.0,
        silence_after=(max(fade - has[1], 0.0) if fades_out else 0.0) + (scene.seconds or 0.0),
        title="",
    )


def _shows(
    scene: StoryScene, video: Video | None, backgrounds: dict[Path, UInt8]
) -> Card | FaceScene:
    background = backgrounds[scene.background] if scene.background else None
    if video is not None:
        return FaceScene(video=video, background=background)
    reading = _CARD_SECONDS + sum(map(len, scene.card)) / _LETTERS_PER_SECOND
    return Card(lines=scene.card, seconds=scene.seconds or reading, background=background)


def _size(story: Story, rendered: Sequence[Video], max_side: int) -> tuple[int, int]:
    """Return width and height: those of the largest scene, but enough for title cards."""
    largest = max((max(it.width, it.height) for it in rendered), default=_LEAST_SIDE)
    longer = min(max(largest, _LEAST_SIDE), max_side)
    first = rendered[0] if rendered else None
    aspect = _ASPECTS.get(story.layout) or (first.width / first.height if first else 16 / 9)
    width, height = (longer, longer / aspect) if aspect > 1 else (longer * aspect, longer)
    return round(width / 2) * 2, round(height / 2) * 2


def _backgrounds(story: Story, settings: Settings) -> dict[Path, UInt8]:
    """Check what stands on cards, and read each background once, as large as it can be shown."""
    limits = settings.photo.model_copy(update={"max_side": settings.render.max_side})
    pictures: dict[Path, UInt8] = {}
    for number, scene in enumerate(story.scenes):
        file = scene.background
        try:
            check_letters(scene.card)
            if file is not None and file not in pictures:
                data = read_input(file, settings.photo.max_bytes, "photo")
                pictures[file] = read_photo(data, limits).pixels
        except TalkingPhotoError as exc:
            raise type(exc)(exc.code, **exc.facts, **story.place(number)) from exc
    return pictures


def _files(story: Story, settings: Settings) -> tuple[bytes | None, tuple[Path, bytes] | None]:
    """Read the music and the logo."""
    music = None
    if story.music is not None:
        music = read_input(story.music, settings.sound.max_bytes, "sound")
    logo = None
    if story.logo is not None:
        logo = story.logo, read_input(story.logo, settings.photo.max_bytes, "photo")
    return music, logo


def _signed(video: Video, story: Story, rendered: Sequence[Video], settings: Settings) -> Video:
    """Sign the story as made of the photo of its first scene."""
    if not settings.provenance.credentials:
        return video
    photo = next(scene.photo for scene in story.scenes if scene.photo)
    source = next((it.speech_source for it in rendered if it.speech_source), None)
    timestamps = TimestampService(settings.provenance.timestamp_url)
    signer = VideoSigner(settings, video.path.stem, timestamps)
    return sign_made_video(
        replace(video, speech_source=source or SpeechSource.SYNTHESIZED),
        SpeakRequest(photo=photo),
        signer.answer,
        settings.provenance.timestamp_seconds,
    )


async def _in_thread(work: Callable[[Progress], T], progress: Progress) -> T:
    """Run work in a thread; when this task is cancelled, it stops at its next progress.

    Raises:
        CancelledError: The task was cancelled, and the work has ended.
    """
    stopped = threading.Event()
    loop = asyncio.get_running_loop()

    def told(done: float) -> None:
        if stopped.is_set():
            raise JobCancelled
        loop.call_soon_threadsafe(progress, done)

    running = asyncio.create_task(asyncio.to_thread(work, told))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stopped.set()
        await asyncio.wait([running])
        raise
