"""A story as a job: its files as one archive, its scenes kept for the next time.

Who changes one sentence and asks again gets a new job; the scenes that are the same are found in
the media store, and only the changed one is rendered.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from talking_photo.core.errors import StorageError
from talking_photo.core.intake.story import Story, card_seconds, is_toml, read_story
from talking_photo.core.jobs.media_keys import scene_key
from talking_photo.core.workers.render_cache import RenderCache, files_of
from talking_photo.core.workers.scenes import Scene, make_story, scenes_of

if TYPE_CHECKING:
    from talking_photo.core.jobs.job import JobRequest, PersonId
    from talking_photo.core.jobs.ports import MediaStore
    from talking_photo.core.model import Video
    from talking_photo.core.progress import Report
    from talking_photo.core.request import OwnVoice, SpeakRequest
    from talking_photo.core.workers.render_pool import RenderPool


def story_file(text: str) -> str:
    """Return how the file of a story is called, by what is written in it."""
    return "story.toml" if is_toml(text) else "story.txt"


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the files of a story as an archive; their names are plain."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:  # pictures and sound are compressed already
        for name, contents in files.items():
            archive.writestr(zipfile.ZipInfo(name), contents)
    return packed.getvalue()


def unpack(text: str, archive: Path, folder: Path) -> Story:
    """Write the files of a story into a folder, and read it.

    Raises:
        RequestError: The story is wrong, or names a file that is not among them.
        StorageError: file_unreadable.
    """
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            # `Path.name`: whatever lies in the store, nothing is written elsewhere.
            with packed.open(entry) as one, (folder / Path(entry.filename).name).open("wb") as out:
                shutil.copyfileobj(one, out)
    plan = folder / story_file(text)
    plan.write_text(text, encoding="utf-8")
    story = read_story(plan)
    story.check_files_are_in(folder)
    return story


def estimate(story: Story) -> float:
    """Return about how much work a story is, in seconds of video."""
    cards = sum(card_seconds(scene) for scene in story.scenes if scene.card)
    return cards + sum(scene.seconds for scene in scenes_of(story).values())


class StoryMaker:
    """Makes the story of a job.

    Args:
        request: Of the job.
        own_voices: Of whoever asks.
        hints: Languages that they are known to use.
        media: Where scenes are kept.
        pool: Does the work.
        folder: For the files under way.
    """

    def __init__(
        self,
        request: JobRequest,
        *,
        own_voices: tuple[OwnVoice, ...],
        hints: tuple[str, ...],
        media: MediaStore,
        pool: RenderPool,
        folder: Path,
    ) -> None:
        self._request, self._own_voices, self._hints = request, own_voices, hints
        self._media, self._pool = media, pool
        self._folder = folder

    async def make(self, archive: Path, target: Path, report: Report) -> Video:
        """Render what is not kept from an earlier time, and compose the story.

        Raises:
            TalkingPhotoError: See `make_story`.
        """
        files = self._folder / "files"
        files.mkdir()
        story = await asyncio.to_thread(unpack, self._request.text or "", archive, files)
        scenes = scenes_of(story, self._prepared)
        person = self._request.chat.person
        cache = RenderCache(self._folder / "scenes", self._pool.settings)
        await self._fetch(person, cache, scenes)

        async def keep(name: str) -> None:
            for file in files_of(self._folder / "scenes", name):
                await self._media.put(scene_key(person, file.name), file)

        return await make_story(
            story,
            target,
            cache,
            self._pool,
            report,
            scenes=scenes,
            at_once=1,  # the others are for the jobs of others
            on_rendered=keep,
        )

    async def _fetch(
        self, person: PersonId, cache: RenderCache, scenes: Mapping[int, Scene]
    ) -> None:
        """Fetch the scenes that were rendered before.

        Raises:
            StorageError: media_unreachable.
        """
        for scene in scenes.values():
            name = await asyncio.to_thread(cache.name, scene.request)
            for file in files_of(
                self._folder / "scenes", name, scene.request.options.background.suffix
            ):
                if not file.exists() and await self._media.has(scene_key(person, file.name)):
                    try:
                        await self._media.fetch(scene_key(person, file.name), file)
                    except StorageError as exc:
                        if exc.code != "media_missing":  # it was forgotten in this moment
                            raise

    def _prepared(self, request: SpeakRequest) -> SpeakRequest:
        taught = self._request.options.dictionary
        options = replace(request.options, dictionary={**taught, **request.options.dictionary})
        return replace(
            request,
            options=options,
            own_voices=self._own_voices,
            language_hints=self._hints,
        )
