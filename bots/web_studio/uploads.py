"""Bodies of requests: forms and JSON, read piece by piece, bounded in size and time."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from talking_photo.core.errors import RequestError

_FIELD_BYTES = 64 * 1024
_BASE64 = 4 / 3
_PIECE_BYTES = 256 * 1024
_SHOWN = 60
"""Letters of a field's name that an answer repeats."""

Value = str | int | float | bool | Mapping[str, str | list[float]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What a request may hold."""

    files: Mapping[str, int]
    """The largest number of bytes of each file, by its field."""
    fields: Collection[str]
    seconds: float
    """A body that takes longer is broken off."""
    lists: Collection[str] = ()
    """Those of the fields that are lists; `Form` has them as JSON text, as a form sends them."""

    def check(self, field: str) -> None:
        """Refuse a field that there is none of.

        Raises:
            RequestError: field_unknown.
        """
        if field not in self.files and field not in self.fields:
            known = ", ".join((*self.files, *self.fields))
            raise RequestError("field_unknown", field=_shown(field), allowed=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What came."""

    files: Mapping[str, bytes]
    fields: Mapping[str, Value]

    def text(self, field: str) -> str | None:
        """Return a field that holds words; None when it is missing or empty.

        Raises:
            RequestError: field_wrong.
        """
        value = self.fields.get(field)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise RequestError("field_wrong", field=field)
        return value

    def is_set(self, field: str) -> bool:
        """Tell whether a field says yes.

        Raises:
            RequestError: field_wrong.
        """
        value = self.fields.get(field, False)
        known = {"true": True, "on": True, "1": True, "false": False, "": False, "0": False}
        if isinstance(value, str):
            value = known.get(value.casefold(), value)
        if not isinstance(value, bool):
            raise RequestError("field_wrong", field=field)
        return value


async def read_form(request: web.Request, accepted: Accepted) -> Form:
    """Read the body of a request.

    Raises:
        RequestError: upload_broken, upload_too_big, upload_too_slow, photo_too_big, sound_too_big,
            field_unknown or field_wrong.
    """
    most = round(_BASE64 * (sum(accepted.files.values()) + 4 * _FIELD_BYTES))
    if (request.content_length or 0) > most:
        raise RequestError("upload_too_big", max_bytes=most)
    try:
        async with asyncio.timeout(accepted.seconds):
            match request.content_type:
                case "multipart/form-data":
                    return await _multipart(request, accepted)
                case "application/json":
                    return _json(await _all_of(request, most), accepted)
                case "application/x-www-form-urlencoded":
                    return _query(await _all_of(request, _FIELD_BYTES), accepted)
                case _:
                    raise RequestError("upload_broken")
    except TimeoutError as exc:
        raise RequestError("upload_too_slow", seconds=accepted.seconds) from exc


async def _all_of(request: web.Request, most: int) -> bytes:
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > most:
            raise RequestError("upload_too_big", max_bytes=most)
    return bytes(body)


async def _multipart(request: web.Request, accepted: Accepted) -> Form:
    files: dict[str, bytes] = {}
    fields: dict[str, Value] = {}
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, MultipartReader) or not part.name:
                raise RequestError("upload_broken")
            accepted.check(part.name)
            if part.name in files or part.name in fields:
                raise RequestError("field_wrong", field=part.name)
            if part.name in accepted.files:
                files[part.name] = await _file(part, accepted.files[part.name])
            else:
                contents = await _contents(part, _FIELD_BYTES)
                if contents is None:
                    raise RequestError("field_wrong", field=part.name)
                fields[part.name] = contents.decode()
    except (ValueError, AssertionError, RuntimeError) as exc:  # of aiohttp, for a body out of form
        raise RequestError("upload_broken") from exc
    return Form(files=files, fields=fields)


async def _file(part: BodyPartReader, most: int) -> bytes:
    """Return the file in a part.

    Raises:
        RequestError: photo_too_big, sound_too_big or upload_too_big.
    """  # noqa: DOC501 -- a helper makes the error
    contents = await _contents(part, most)
    if contents is None:
        raise _too_big(part.name or "", most + 1, most)
    return contents


async def _contents(part: BodyPartReader, most: int) -> bytes | None:
    """Return what a part holds; None when that is more than is taken."""
    contents = bytearray()
    while piece := await part.read_chunk(_PIECE_BYTES):
        contents += piece
        if len(contents) > most:
            return None
    return bytes(contents)


def _json(body: bytes, accepted: Accepted) -> Form:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise RequestError("upload_broken") from exc
    if not isinstance(values, dict):
        raise RequestError("upload_broken")
    files: dict[str, bytes] = {}
    fields: dict[str, Value] = {}
    for name, value in values.items():
        accepted.check(name)
        if name in accepted.files:
            if value is not None:
                files[name] = _decoded(name, value, accepted.files[name])
        elif name in accepted.lists and isinstance(value, list):
            fields[name] = json.dumps(value)
        elif value is None or isinstance(value, str | int | float | bool) or _is_flat(value):
            fields[name] = value
        else:
            raise RequestError("field_wrong", field=name)
    return Form(files=files, fields=fields)


def _is_flat(value: object) -> bool:
    """Tell whether a value of JSON is an object of strings or of lists of numbers."""
    return isinstance(value, dict) and all(
        isinstance(part, str)
        or (isinstance(part, list) and all(isinstance(one, int | float) for one in part))
        for part in value.values()
    )


def _decoded(field: str, value: object, most: int) -> bytes:
    """Return the file that stands as base64 in JSON, with or without a `data:` address around it.

    Raises:
        RequestError: field_wrong, photo_too_big, sound_too_big or upload_too_big.
    """  # noqa: DOC501 -- a helper makes the error
    if not isinstance(value, str):
        raise RequestError("field_wrong", field=field)
    head, comma, data = value.partition(",")
    encoded = data if comma and head.startswith("data:") else value
    try:
        contents = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise RequestError("field_wrong", field=field) from exc
    if len(contents) > most:
        raise _too_big(field, len(contents), most)
    return contents


def _too_big(field: str, size: int, most: int) -> RequestError:
    if field in ("file", "table", "credentials"):
        return RequestError("upload_too_big", max_bytes=most)
    code = "sound_too_big" if field == "sound" else "photo_too_big"
    return RequestError(code, bytes=size, max_bytes=most)


def _query(body: bytes, accepted: Accepted) -> Form:
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
    except ValueError as exc:
        raise RequestError("upload_broken") from exc
    for name in fields:
        accepted.check(name)
        if name in accepted.files:
            raise RequestError("field_wrong", field=name)
    return Form(files={}, fields=fields)


def _shown(name: str) -> str:
    printable = "".join(filter(str.isprintable, name))
    return printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}…"
