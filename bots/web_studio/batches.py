"""`/v1/batches`: many videos at once, from a table, from rows or from scripts by language."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.batch.rows import Fault, RowPlan
from talking_photo.bots.conversation.adapter import AdapterContext
from talking_photo.bots.conversation.dictionary import options_with
from talking_photo.bots.conversation.saved_faces import saved_face
from talking_photo.bots.web_studio.answers import json_answer
from talking_photo.bots.web_studio.batch_files import send_archive, send_page
from talking_photo.bots.web_studio.batch_plans import (
    PORTRAIT,
    TABLE_BYTES,
    BatchPlan,
    read_batch,
    read_table,
)
from talking_photo.bots.web_studio.problems import described, failure_of, status_of
from talking_photo.bots.web_studio.requests import (
    OPTIONS,
    Requests,
    chat_of,
    fingerprint,
    key_of,
    options_of,
    scoped_key,
)
from talking_photo.bots.web_studio.uploads import Accepted, Form, read_form
from talking_photo.bots.web_studio.videos import STATUS
from talking_photo.bots.web_studio.visitors import PLATFORM, Visitor
from talking_photo.core.errors import RequestError, TalkingPhotoError
from talking_photo.core.face_points import PlacedFaces
from talking_photo.core.jobs.batches import BatchProgress
from talking_photo.core.jobs.job import (
    Batch,
    BatchId,
    BatchRow,
    BatchRowState,
    Failure,
    Job,
    JobRequest,
    MediaKey,
    Person,
    Responsibility,
    id_of,
)
from talking_photo.core.speech.voices import build_voices

SOURCES = ("rows", "scripts", "words")
"""What may stand in place of a table; `words` has a block for each language."""
FIELDS = (*SOURCES, "template", "name", "encoding", "check", PORTRAIT, "again", "consent")
"""Besides the files `table` and `photo`, and the options."""
VARIANTS = ("zip", "page")
_SHOWN = 3
"""Rows of which a check shows what is said."""
_TITLE_LETTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Photo:
    """Who speaks."""

    key: MediaKey
    points: PlacedFaces | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A request whose form is read."""

    request: web.Request
    form: Form
    visitor: Visitor
    person: Person
    batch_id: BatchId


class Batches:
    """Answers for the batches of whoever asks.

    Args:
        shared: What all adapters share.
        requests: Takes photos and consent, as for a single video.
    """

    def __init__(self, shared: AdapterContext, requests: Requests) -> None:
        self._shared = shared
        self._requests = requests
        self._reading = asyncio.Semaphore(1)

    async def create(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Accept a batch; with `check`, only say what would become of it.

        Raises:
            RequestError: What concerns all rows; idempotency_key_used.
        """
        await self._requests.check_access(visitor)
        form = await read_form(request, self._accepted())
        if form.is_set("check"):
            return json_answer(await self._checked(form, visitor))
        person = await self._requests.agree(form, visitor)
        key = key_of(request)
        batch_id = BatchId(id_of(scoped_key(person.id, f"batch:{key}")))
        content = await asyncio.to_thread(fingerprint, form)
        batch = await self._shared.batches.find(batch_id, person.id)
        if batch is None:
            await self._shared.job_service.check_not_draining()
            asked = _Asked(
                request=request, form=form, visitor=visitor, person=person, batch_id=batch_id
            )
            batch = await self._start(asked, content)
        elif batch.content != content:
            raise RequestError("idempotency_key_used")
        progress = await self._shared.batches.look(batch)
        return json_answer(
            _described(progress, visitor.language),
            status=HTTPStatus.ACCEPTED,
            Location=f"/v1/batches/{batch_id}",
        )

    async def list(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """List all batches, the newest first, without their rows."""
        batches = await self._shared.batches.of_person(visitor.person)
        data = [
            _described(await self._shared.batches.look(batch), visitor.language, rows=False)
            for batch in batches
        ]
        return json_answer({"object": "list", "data": data})

    async def get(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Tell how far a batch is, row by row."""
        batch = await self._own(request, visitor)
        return json_answer(_described(await self._shared.batches.look(batch), visitor.language))

    async def delete(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Stop a batch that is not finished; forget one that is, whose videos stay."""
        batch = await self._own(request, visitor)
        progress = await self._shared.batches.look(batch)
        if _status(progress) == "in_progress":
            await self._shared.batches.cancel(batch)
            return json_answer(
                _described(await self._shared.batches.look(batch), visitor.language)
            )
        await self._shared.batches.forget(batch)
        return json_answer({"id": batch.id, "object": "batch.deleted", "deleted": True})

    async def content(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Give what is made: an archive, or the page with all languages.

        Raises:
            RequestError: option_wrong, batch_not_ready or export_needs_background.
        """
        variant = request.query.get("variant", "zip")
        if variant not in VARIANTS:
            raise RequestError("option_wrong", option="variant", allowed=", ".join(VARIANTS))
        batch = await self._own(request, visitor)
        progress = await self._shared.batches.look(batch)
        made = [(row, job) for row, job in progress.rows if job is not None and job.video]
        if not made:
            raise RequestError("batch_not_ready")
        if variant == "page":
            return await send_page(request, self._shared.job_service, made, batch.title)
        report = [_report_line(row, job, visitor.language) for row, job in progress.rows]
        return await send_archive(request, self._shared.job_service, made, batch.id, report)

    async def _checked(self, form: Form, visitor: Visitor) -> dict[str, Any]:
        """Return what a check found; what cannot be made is a finding, too.

        Raises:
            RequestError: The question itself is wrong.
        """
        try:
            plan, _ = await self._planned(form, visitor, None)
        except RequestError as exc:
            if status_of(exc) != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            failure = failure_of(_failure(exc), visitor.language)
            return _checked(BatchPlan(rows=(), names=()), visitor.language, failure)
        return _checked(plan, visitor.language)

    async def _start(self, asked: _Asked, content: str) -> Batch:
        """Read a batch, store its photo, and keep it.

        Raises:
            RequestError: What concerns all rows; or the fault of the first row, if all are wrong.
            StorageError: database_unreachable or media_unreachable.
        """  # noqa: DOC501 -- raised again
        await self._shared.batches.check(asked.person.id)
        photo, stored = await self._photo(asked.form, asked.visitor, asked.batch_id)
        try:
            plan, photos = await self._planned(asked.form, asked.visitor, photo)
            requests = {
                place: _request(asked, place, row, speaker)
                for place, (row, speaker) in enumerate(zip(plan.rows, photos, strict=True))
                if speaker is not None
            }
            rows = [_kept(plan, place, requests.get(place)) for place in range(len(plan.rows))]
            _refuse_if_all_are_wrong(plan)
            batch = Batch(
                id=asked.batch_id,
                person=asked.person.id,
                title=_title(asked.form, plan),
                content=content,
                created=time.time(),
                limits=asked.visitor.limits,
            )
            await self._shared.batches.start(batch, rows, requests)
        except TalkingPhotoError:
            if stored is not None:
                await self._shared.job_service.discard_input(stored)
            raise
        return batch

    async def _photo(
        self, form: Form, visitor: Visitor, purpose: str
    ) -> tuple[_Photo | None, MediaKey | None]:
        """Return the photo of all rows, and where it was stored if it came with the form.

        Raises:
            RequestError: portrait_missing, media_missing, storage_full.
        """
        photo = form.files.get("photo")
        if photo is not None:
            key = await self._shared.job_service.keep_input(visitor.person, photo, purpose)
            return _Photo(key=key, points=None), key
        if form.text(PORTRAIT) is None and form.text("again") is None:
            return None, None
        known, points = await self._requests.known_photo(form, visitor)
        return _Photo(key=known, points=points), None

    async def _planned(
        self, form: Form, visitor: Visitor, photo: _Photo | None
    ) -> tuple[BatchPlan, Sequence[_Photo | None]]:
        """Return the plan, and who speaks in each row that is right.

        Raises:
            RequestError: What concerns all rows.
        """
        options = options_of(form.fields)
        settings = self._shared.settings
        own_voices = await self._shared.voices.own(visitor.person)

        async with self._reading:  # one at a time: it takes this process's time
            table = await read_table(form, settings)

            def read() -> BatchPlan:
                voices = build_voices(settings.voice, own_voices)
                return read_batch(form, table, options, settings.text, voices)

            plan = await asyncio.to_thread(read)
        checking = form.is_set("check")
        has_portraits = PORTRAIT in {column.casefold() for column in plan.columns}
        if photo is None and not checking and not has_portraits:
            raise RequestError("field_missing", field="photo")
        faces: dict[str, _Photo | None] = {"": photo}
        rows: list[RowPlan] = []
        photos: list[_Photo | None] = []
        for planned in plan.rows:
            row, name = planned, planned.cells.get(PORTRAIT, "")
            if name not in faces:
                face = await saved_face(self._shared, visitor.person, name)
                faces[name] = None if face is None else _Photo(key=face.photo, points=face.points)
            speaker = faces[name]
            if row.fault is None and speaker is None and (name or not checking):
                error = RequestError("portrait_missing" if name else "cell_empty")
                row = replace(row, fault=Fault(error=error, column=PORTRAIT))
            rows.append(row)
            photos.append(speaker if row.fault is None else None)
        return replace(plan, rows=rows), photos

    def _accepted(self) -> Accepted:
        settings = self._shared.settings
        return Accepted(
            files={"table": TABLE_BYTES, "photo": settings.photo.max_bytes},
            fields=(*FIELDS, *OPTIONS),
            seconds=settings.studio.upload_seconds,
            lists=("rows",),
        )

    async def _own(self, request: web.Request, visitor: Visitor) -> Batch:
        """Return a batch of this visitor; one of somebody else is not there for them.

        Raises:
            RequestError: not_there.
        """
        batch_id = BatchId(request.match_info["id"])
        batch = await self._shared.batches.find(batch_id, visitor.person)
        if batch is None:
            raise RequestError("not_there")
        return batch


def _request(asked: _Asked, place: int, row: RowPlan, photo: _Photo) -> JobRequest:
    """Return the request of a row."""
    options = options_with(row.options, asked.person, row.words)
    if options.points is None:
        options = replace(options, points=photo.points)
    return JobRequest(
        key=f"{PLATFORM}:batch:{asked.batch_id}:{place}",
        chat=chat_of(asked.request, asked.person.id, f"{asked.batch_id}:{place}", {}),
        photo=photo.key,
        text=row.words,
        options=options,
    )


def _kept(plan: BatchPlan, place: int, request: JobRequest | None) -> BatchRow:
    row = plan.rows[place]
    return BatchRow(
        place=place,
        number=row.number,
        name=plan.names[place],
        job=None if request is None else request.job_id,
        state=BatchRowState.REFUSED if request is None else BatchRowState.WAITING,
        failure=None if row.fault is None else _failure(row.fault.error),
        column=None if row.fault is None else row.fault.column,
        language=row.options.language if plan.languages else None,
    )


def _refuse_if_all_are_wrong(plan: BatchPlan) -> None:
    """Refuse a batch of which nothing can be made.

    Raises:
        TalkingPhotoError: The fault of its first row.
    """
    faults = [row.fault for row in plan.rows if row.fault is not None]
    if len(faults) == len(plan.rows):
        raise faults[0].error


def _title(form: Form, plan: BatchPlan) -> str:
    """Return what a batch is called for people: its template, or what is said first."""
    said = form.text("template") or next((row.words for row in plan.rows if row.words), "")
    shown = " ".join((said or "").split())
    return shown if len(shown) <= _TITLE_LETTERS else f"{shown[:_TITLE_LETTERS]}…"


def _failure(error: TalkingPhotoError) -> Failure:
    return Failure(code=error.code, facts=error.facts, who=Responsibility.ASKER)


def _checked(
    plan: BatchPlan, language: str, error: Mapping[str, str | None] | None = None
) -> dict[str, Any]:
    """Return what a check found: the plan, and the error that concerns all rows."""
    right = [row for row in plan.rows if row.fault is None]
    return {
        "object": "batch.check",
        "columns": [column for column in plan.columns if column],
        "unused": list(plan.unused),
        "count": len(plan.rows),
        "rows": [
            {"row": row.number, "name": name, "words": row.words}
            for row, name in zip(plan.rows, plan.names, strict=True)
            if row.fault is None
        ][:_SHOWN],
        "right": len(right),
        "faults": [
            _fault(row.number, row.fault.column, _failure(row.fault.error), language)
            for row in plan.rows
            if row.fault is not None
        ],
        "error": error,
    }


def _fault(number: int, column: str | None, failure: Failure, language: str) -> dict[str, Any]:
    return {"row": number, "column": column, **failure_of(failure, language)}


def _described(progress: BatchProgress, language: str, *, rows: bool = True) -> dict[str, Any]:
    """Return a batch as JSON has it."""
    counts = Counter(_row_status(row, job) for row, job in progress.rows)
    held_back = progress.held_back
    batch = progress.batch
    done = sum(_done(row, job) for row, job in progress.rows)
    answer: dict[str, Any] = {
        "id": batch.id,
        "object": "batch",
        "status": _status(progress),
        "title": batch.title,
        "created_at": int(batch.created),
        "count": len(progress.rows),
        "completed": counts["completed"],
        "failed": counts["failed"],
        "progress": int(100 * done / max(len(progress.rows), 1)),
        "languages": any(row.language for row, _ in progress.rows),
        "held_back": None
        if held_back is None
        else described(held_back.code, texts.sentence(held_back.code, held_back.facts, language)),
    }
    if rows:
        answer["rows"] = [_row(row, job, language) for row, job in progress.rows]
    return answer


def _row(row: BatchRow, job: Job | None, language: str) -> dict[str, Any]:
    failure = row.failure or (None if job is None else job.failure)
    shown = row.state is BatchRowState.SUBMITTED and job is not None
    return {
        "row": row.number,
        "name": row.name,
        "language": row.language,
        "status": _row_status(row, job),
        "video": row.job if shown else None,
        "words": None if job is None else job.request.text,
        "error": None if failure is None else _fault(row.number, row.column, failure, language),
    }


def _row_status(row: BatchRow, job: Job | None) -> str:
    match row.state:
        case BatchRowState.WAITING:
            return "waiting"
        case BatchRowState.REFUSED:
            return "failed"
        case BatchRowState.CANCELLED:
            return "cancelled"
        case BatchRowState.SUBMITTED:
            return STATUS[job.state] if job is not None and job.request.photo else "deleted"


def _status(progress: BatchProgress) -> str:
    each = {_row_status(row, job) for row, job in progress.rows}
    if each & {"waiting", "queued", "in_progress"}:
        return "in_progress"
    return "cancelled" if "cancelled" in each else "completed"


def _done(row: BatchRow, job: Job | None) -> float:
    if _row_status(row, job) in ("waiting", "queued"):
        return 0.0
    return job.done if _row_status(row, job) == "in_progress" and job is not None else 1.0


def _report_line(row: BatchRow, job: Job | None, language: str) -> Mapping[str, str]:
    """Return a row of the report that lies in the archive."""
    described_row = _row(row, job, language)
    error = described_row["error"] or {}
    return {
        "row": str(row.number),
        "file": row.name if described_row["status"] == "completed" else "",
        "result": described_row["status"],
        "column": error.get("column") or "",
        "remark": error.get("message") or "",
    }
