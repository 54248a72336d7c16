"""Makes a story: scenes, title cards and music of a text file as one video."""

from __future__ import annotations

import argparse
from pathlib import Path

from talking_photo.bots.cli import caption_files, single_job
from talking_photo.bots.cli.scenes import folder_beside, opened_pool
from talking_photo.core.intake.story import Story, read_story
from talking_photo.core.model import Video
from talking_photo.core.progress import Report
from talking_photo.core.settings import Settings
from talking_photo.core.video.story.request import check_story
from talking_photo.core.workers.render_cache import RenderCache
from talking_photo.core.workers.scenes import make_story, scenes_of


def make(chosen: argparse.Namespace, settings: Settings, report: Report) -> Video:
    """Make the story of a file; its captions lie beside the video.

    Raises:
        KeyboardInterrupt: On Ctrl-C or SIGTERM; no incomplete file is left.
        TalkingPhotoError: The file, a scene, the music or a picture cannot be used; errors of a
            scene name it and its line.
    """
    story = read_story(chosen.story)
    check_story(story, settings)
    video = single_job.interruptible(_make(story, chosen.output, settings, report))
    caption_files.write_beside(video, [caption_files.CaptionFormat.VTT])
    return video


async def _make(story: Story, target: Path, settings: Settings, report: Report) -> Video:
    cache = RenderCache(folder_beside(target), settings)
    async with opened_pool(settings) as pool:
        video = await make_story(
            story,
            target,
            cache,
            pool,
            report,
            scenes=scenes_of(story),
            at_once=pool.settings.render.children,
        )
    cache.remove_unused()
    return video
