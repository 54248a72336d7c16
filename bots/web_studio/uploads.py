"""Bodies of requests: forms and JSON, read piece by piece, bounded in size and time."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from talking_photo.core.errors import RequestError

ATTACHMENTS = "files"
_MOST_ATTACHMENTS = 200
_NAME = re.compile(r"[^/\\\x00-\x1f]{1,100}")
_FIELD_BYTES = 64 * 1024
_BASE64 = 4 / 3
_PIECE_BYTES = 256 * 1024
_SHOWN = 60
"""Letters of a field's name that an answer repeats."""

_Flat = Mapping[str, str | list[float]]
Value = str | int | float | bool | _Flat | list[_Flat] | None


class HeldBytes:
    """Bounds what the bodies of several requests hold in memory together.

    Args:
        most: Bytes.
    """

    def __init__(self, most: int) -> None:
        self._free = most

    @contextlib.contextmanager
    def share(self) -> Iterator[Callable[[int], None]]:
        """Yield what counts the bytes of one request as they come; they are free again after it.

        Raises:
            RequestError: uploads_busy, when more bytes come than are free.
        """
        taken = 0

        def take(count: int) -> None:
            nonlocal taken
            if count > self._free:
                raise RequestError("uploads_busy")
            self._free -= count
            taken += count

        try:
            yield take
        finally:
            self._free += taken


def _uncounted(_count: int) -> None:
    """Count nothing."""


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
    attachments: int = 0
    """Most bytes, all together, of files under names of their own, in the field `files`; 0 takes
    none."""
    take: Callable[[int], None] = _uncounted
    """Called with the length of each piece that comes; of `HeldBytes`."""

    def check(self, field: str) -> None:
        """Refuse a field that there is none of.

        Raises:
            RequestError: field_unknown.
        """
        attached = (ATTACHMENTS,) if self.attachments else ()
        if field not in (*self.files, *self.fields, *attached):
            known = ", ".join((*self.files, *self.fields, *attached))
            raise RequestError("field_unknown", field=_shown(field), allowed=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What came."""

    files: Mapping[str, bytes]
    fields: Mapping[str, Value]
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """Files by their own names, which are plain."""

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
        RequestError: upload_broken, upload_too_big, upload_too_slow, uploads_busy, photo_too_big,
            sound_too_big, field_unknown or field_wrong.
    """
    files = sum(accepted.files.values()) + accepted.attachments
    most = round(_BASE64 * (files + 4 * _FIELD_BYTES))
    if (request.content_length or 0) > most:
        raise RequestError("upload_too_big", max_bytes=most)
    try:
        async with asyncio.timeout(accepted.seconds):
            match request.content_type:
                case "multipart/form-data":
                    return await _multipart(request, accepted)
                case "application/json":
                    return _json(await _all_of(request, most, accepted), accepted)
                case "application/x-www-form-urlencoded":
                    return _query(await _all_of(request, _FIELD_BYTES, accepted), accepted)
                case _:
                    raise RequestError("upload_broken")
    except TimeoutError as exc:
        raise RequestError("upload_too_slow", seconds=accepted.seconds) from exc


async def _all_of(request: web.Request, most: int, accepted: Accepted) -> bytes:
    body = bytearray()
    async for piece in request.content.iter_any():
        accepted.take(len(piece))
        body += piece
        if len(body) > most:
            raise RequestError("upload_too_big", max_bytes=most)
    return bytes(body)


async def _multipart(request: web.Request, accepted: Accepted) -> Form:
    files: dict[str, bytes] = {}
    fields: dict[str, Value] = {}
    attached = _Attachments(accepted.attachments)
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, MultipartReader) or not part.name:
                raise RequestError("upload_broken")
            accepted.check(part.name)
            if accepted.attachments and part.name == ATTACHMENTS:
                attached.add(part.filename, await _contents(part, attached.left, accepted))
                continue
            if part.name in files or part.name in fields:
                raise RequestError("field_wrong", field=part.name)
            if part.name in accepted.files:
                files[part.name] = await _file(part, accepted)
            else:
                contents = await _contents(part, _FIELD_BYTES, accepted)
                if contents is None:
                    raise RequestError("field_wrong", field=part.name)
                fields[part.name] = contents.decode()
    except (ValueError, AssertionError, RuntimeError) as exc:  # of aiohttp, for a body out of form
        raise RequestError("upload_broken") from exc
    return Form(files=files, fields=fields, attachments=attached.files)


class _Attachments:
    """Collects files under their own names, bounded all together.

    Args:
        most: Bytes.
    """

    def __init__(self, most: int) -> None:
        self.files: dict[str, bytes] = {}
        self._most = self.left = most

    def add(self, name: str | None, contents: bytes | None) -> None:
        """Take up a file; None are contents that are larger than what is left.

        Raises:
            RequestError: upload_too_big or field_wrong.
        """
        if contents is None or len(contents) > self.left:
            raise RequestError("upload_too_big", max_bytes=self._most)
        # Only a plain name stays what it is when somebody makes a file of it.
        plain = name is not None and _NAME.fullmatch(name) and name.strip(" .") == name
        if not plain or name in self.files or len(self.files) >= _MOST_ATTACHMENTS:
            raise RequestError("field_wrong", field=ATTACHMENTS)
        self.files[name or ""] = contents
        self.left -= len(contents)


async def _file(part: BodyPartReader, accepted: Accepted) -> bytes:
    """Return the file in a part.

    Raises:
        RequestError: photo_too_big, sound_too_big or upload_too_big.
    """  # noqa: DOC501 -- a helper makes the error
    name = part.name or ""
    most = accepted.files[name]
    contents = await _contents(part, most, accepted)
    if contents is None:
        raise _too_big(name, most + 1, most)
    return contents


async def _contents(part: BodyPartReader, most: int, accepted: Accepted) -> bytes | None:
    """Return what a part holds; None when that is more than is taken."""
    contents = bytearray()
    while piece := await part.read_chunk(_PIECE_BYTES):
        accepted.take(len(piece))
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
    attached = _Attachments(accepted.attachments)
    for name, value in values.items():
        accepted.check(name)
        if accepted.attachments and name == ATTACHMENTS:
            if not isinstance(value, dict):
                raise RequestError("field_wrong", field=name)
            for file, data in value.items():
                attached.add(file, _decoded("file", data, accepted.attachments))
        elif name in accepted.files:
            if value is not None:
                files[name] = _decoded(name, value, accepted.files[name])
        elif name in accepted.lists and isinstance(value, list):
            fields[name] = json.dumps(value)
        elif (
            value is None
            or isinstance(value, str | int | float | bool)
            or all(map(_is_flat, value if isinstance(value, list) else [value]))
        ):
            fields[name] = value
        else:
            raise RequestError("field_wrong", field=name)
    return Form(files=files, fields=fields, attachments=attached.files)


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
