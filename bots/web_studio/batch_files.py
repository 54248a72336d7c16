"""The files of a batch: an archive that is written while it is sent, and the page of languages."""

from __future__ import annotations

import asyncio
import contextlib
import io
import zipfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.batch.report import as_csv
from talking_photo.bots.conversation.languages import own_name
from talking_photo.bots.web_studio import headers
from talking_photo.bots.web_studio.answers import send_file
from talking_photo.bots.web_studio.content import language_of
from talking_photo.core.errors import RequestError, StorageError
from talking_photo.core.jobs.job import BatchId, BatchRow, Job, StoredVideo
from talking_photo.core.jobs.service import JobService
from talking_photo.core.video.captions import break_into_captions
from talking_photo.core.video.exports import lesson_of
from talking_photo.core.video.exports.languages import Version, write_languages
from talking_photo.core.video.subtitles import webvtt
from talking_photo.core.workers.temporary import scratch

_PIECE_BYTES = 1024 * 1024
REPORT = "report.csv"


class _Outlet(io.RawIOBase):
    """Takes what an archive writes until it is sent; it is never in memory as a whole."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """Return that it can be written."""
        return True

    def write(self, data: object) -> int:
        """Keep a piece."""
        piece = bytes(data)  # type: ignore[call-overload]
        self._written += piece
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        piece = bytes(self._written)
        self._written.clear()
        return piece


async def send_archive(
    request: web.Request,
    job_service: JobService,
    made: Sequence[tuple[BatchRow, Job]],
    name: BatchId,
    report: Sequence[Mapping[str, str]],
) -> web.StreamResponse:
    """Send a ZIP archive of all videos, what lies beside them, and a report.

    A video that was deleted in this moment is left out.

    Raises:
        StorageError: media_unreachable.
    """
    file = f"talking-photo-{name[:6]}.zip"
    answer = web.StreamResponse(
        headers={
            **headers.API,
            "Content-Type": "application/zip",
            "Content-Disposition": f'attachment; filename="{file}"',
        }
    )
    await answer.prepare(request)
    outlet = _Outlet()
    with contextlib.suppress(ConnectionResetError):  # whoever asked has left
        archive = zipfile.ZipFile(outlet, "w")
        for row, job in made:
            video = job.video
            if video is None:
                continue
            async with contextlib.aclosing(_pieces(job_service, video)) as pieces:
                try:
                    credentials = await job_service.credentials(video)
                    first = await anext(pieces)
                except StorageError as exc:
                    if exc.code != "media_missing":
                        raise
                    continue
                with archive.open(f"{row.name}{Path(video.key).suffix}", "w") as entry:
                    entry.write(first)
                    async for piece in pieces:
                        await answer.write(outlet.taken())
                        entry.write(piece)
            await answer.write(outlet.taken())
            if credentials is not None:
                archive.writestr(f"{row.name}.c2pa", credentials)
            if video.words:
                language = await asyncio.to_thread(language_of, job)
                archive.writestr(f"{row.name}.vtt", webvtt(video.words, language))
        columns = list(report[0])
        archive.writestr(REPORT, as_csv(columns, [list(line.values()) for line in report]))
        archive.close()
        await answer.write(outlet.taken())
        await answer.write_eof()
    return answer


async def _pieces(job_service: JobService, video: StoredVideo) -> AsyncGenerator[bytes]:
    """Yield the contents of a video."""
    for place in range(0, video.bytes, _PIECE_BYTES):
        yield await job_service.video_part(video, place, _PIECE_BYTES)


async def send_page(
    request: web.Request,
    job_service: JobService,
    made: Sequence[tuple[BatchRow, Job]],
    title: str,
) -> web.StreamResponse:
    """Send the page with all languages inside; it is never in memory as a whole.

    Raises:
        RequestError: option_wrong, when the batch is of one language; export_needs_background.
    """
    if not all(row.language for row, _ in made):
        raise RequestError("option_wrong", option="variant", allowed="zip")
    videos = [job.video for _, job in made if job.video is not None]
    if not all(video.key.endswith(".mp4") for video in videos):
        raise RequestError("export_needs_background")
    with scratch() as folder:
        files = [folder / f"{place}.mp4" for place in range(len(videos))]
        for video, file in zip(videos, files, strict=True):
            await job_service.fetch_video(video, file)
        target = folder / "page.html"

        def work() -> None:
            versions = []
            for (row, _), video, file in zip(made, videos, files, strict=True):
                lesson = lesson_of(
                    file,
                    captions=break_into_captions(video.words),
                    labels=texts.lesson_labels,
                    language=row.language,
                )
                versions.append(Version(name=own_name(row.language or ""), lesson=lesson))
            switch = texts.chat("language", versions[0].lesson.labels.language)
            write_languages(versions, target, title=title, switch=switch)

        await asyncio.to_thread(work)
        named = {"Content-Disposition": 'attachment; filename="talking-photo.html"'}
        return await send_file(request, target, "text/html", {**headers.API, **named})
