"""Errors as programs get them: RFC 9457, with our codes and sentences."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from math import ceil

from aiohttp import web

from talking_photo.bots import texts
from talking_photo.bots.web_studio import headers
from talking_photo.core.errors import (
    DependencyError,
    RequestError,
    StorageError,
    TalkingPhotoError,
)
from talking_photo.core.jobs.job import Failure, Responsibility

_STATUS = {
    "cross_site": HTTPStatus.FORBIDDEN,
    "consent_missing": HTTPStatus.FORBIDDEN,
    "access_blocked": HTTPStatus.FORBIDDEN,
    "sign_in_needed": HTTPStatus.UNAUTHORIZED,
    "host_unknown": HTTPStatus.MISDIRECTED_REQUEST,
    "link_over": HTTPStatus.GONE,
    "not_there": HTTPStatus.NOT_FOUND,
    "portrait_missing": HTTPStatus.NOT_FOUND,
    "captions_missing": HTTPStatus.NOT_FOUND,
    "credentials_missing": HTTPStatus.NOT_FOUND,
    "video_not_ready": HTTPStatus.CONFLICT,
    "batch_not_ready": HTTPStatus.CONFLICT,
    "batches_full": HTTPStatus.TOO_MANY_REQUESTS,
    "idempotency_key_used": HTTPStatus.CONFLICT,
    "field_unknown": HTTPStatus.BAD_REQUEST,
    "field_missing": HTTPStatus.BAD_REQUEST,
    "field_wrong": HTTPStatus.BAD_REQUEST,
    "option_wrong": HTTPStatus.BAD_REQUEST,
    "webhook_wrong": HTTPStatus.BAD_REQUEST,
    "upload_broken": HTTPStatus.BAD_REQUEST,
    "upload_too_slow": HTTPStatus.REQUEST_TIMEOUT,
    "upload_too_big": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "photo_too_big": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "sound_too_big": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "quota_reached": HTTPStatus.TOO_MANY_REQUESTS,
    "quota_minutes_reached": HTTPStatus.TOO_MANY_REQUESTS,
    "too_many_waiting": HTTPStatus.TOO_MANY_REQUESTS,
    "too_many_streams": HTTPStatus.TOO_MANY_REQUESTS,
    "queue_busy": HTTPStatus.TOO_MANY_REQUESTS,
    "uploads_busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "queue_full": HTTPStatus.SERVICE_UNAVAILABLE,
    "draining": HTTPStatus.SERVICE_UNAVAILABLE,
    "storage_full": HTTPStatus.INSUFFICIENT_STORAGE,
}
_RETRY_SECONDS = 60
_AFTER_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\da-zа-я])")


class Unmade(TalkingPhotoError):
    """There is no video, or would be none, for a reason that is known by now."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code, **failure.facts)
        self.who = failure.who


def problem_of(error: TalkingPhotoError, language: str) -> web.Response:
    """Return the answer that stands for an error."""
    status = status_of(error)
    sentence = texts.sentence(error.code, error.facts, language)
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": sentence,
        **described(error.code, sentence),
    }
    answer = web.Response(
        body=json.dumps(body, ensure_ascii=False).encode(),
        status=status,
        headers=headers.API,
        content_type="application/problem+json",
    )
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        seconds = float(error.facts.get("seconds", _RETRY_SECONDS))
        answer.headers["Retry-After"] = str(ceil(seconds))
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def failure_of(failure: Failure, language: str) -> dict[str, str | None]:
    """Return what is shown of a job that failed."""
    return described(failure.code, texts.sentence(failure.code, failure.facts, language))


def described(code: str, sentence: str) -> dict[str, str | None]:
    """Return code, sentence, and the part of it that says what helps, if it has one."""
    _, *rest = _AFTER_SENTENCE.split(sentence, maxsplit=1)
    return {"code": code, "message": sentence, "hint": rest[0] if rest else None}


def status_of(error: TalkingPhotoError) -> HTTPStatus:
    """Return the status of the answer that stands for an error."""
    if error.code in _STATUS:
        return _STATUS[error.code]
    match error:
        case RequestError() | Unmade(who=Responsibility.ASKER):
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case (
            DependencyError()
            | StorageError()
            | Unmade(who=Responsibility.SERVICE | Responsibility.OPERATOR)
        ):
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR
