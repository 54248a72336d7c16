"""The OpenAPI document, made of the values that it describes."""

from __future__ import annotations

import functools
from typing import Any

from pydantic import TypeAdapter

from talking_photo import __version__
from talking_photo.bots.web_studio.content import VARIANTS
from talking_photo.core.face_points import MOST_FACES
from talking_photo.core.model import Stage
from talking_photo.core.provenance.credentials import CredentialsState
from talking_photo.core.provenance.verdict import Verdict
from talking_photo.core.request import OwnVoice, RenderOptions
from talking_photo.core.speech.ports import SpeakerKind
from talking_photo.core.video.exports import ExportFormat

_BASE64 = {"type": "string", "contentEncoding": "base64"}
_PHOTO = "JPEG, PNG, WebP, AVIF or HEIC; `portrait` or `again` may stand in its place."
_SOUND = "A recording that the lips follow, in place of a voice."
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_BATCH = ("zip", "page")
_ENDS = ("completed", "refused", "failed", "cancelled")
_NAME = {**_ID, "name": "name"}
_WORD = {**_ID, "name": "word"}


@functools.cache
def document() -> dict[str, Any]:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "talking-photo",
            "version": __version__,
            "description": "Make a photo speak. Errors are RFC 9457 problems with a `code`.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": _paths(),
        "webhooks": {"video": {"post": _webhook()}},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _paths() -> dict[str, Any]:
    video = _answer("The video", "Video")
    refused = _problems(400, 409, 413, 422, 429)
    accepted = {"202": {**video["200"], "description": "Accepted"}, **refused}
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Sent again with the same content, it is the same video.",
        "schema": {"type": "string", "maxLength": 255},
    }
    create = {"parameters": [key], "requestBody": _body("NewVideo")}
    return {
        "/v1/videos": {
            "post": {"summary": "Make a video", **create, "responses": accepted},
            "get": {
                "summary": "List your videos, newest first",
                "parameters": [
                    _query("after", {"type": "string"}),
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 100}),
                ],
                "responses": {**_answer("A page of videos", "VideoList"), **_problems(400)},
            },
        },
        "/v1/videos/sync": {
            "post": {
                "summary": "Make a video and wait for it",
                **create,
                "responses": {**_file("video/mp4", "video/webm"), **refused},
            }
        },
        "/v1/videos/{id}": {
            "get": {
                "summary": "How far a video is",
                "parameters": [_ID],
                "responses": {**video, **_problems(404)},
            },
            "delete": {
                "summary": "Cancel a video that is not finished, or delete one that is",
                "parameters": [_ID],
                "responses": {**_answer("What became of it", None), **_problems(404, 409)},
            },
        },
        "/v1/videos/{id}/events": {
            "get": {
                "summary": "Follow a video",
                "description": "Events of the name `video`, each with the video as its data.",
                "parameters": [_ID],
                "responses": {**_file("text/event-stream"), **_problems(404, 429)},
            }
        },
        "/v1/videos/{id}/link": {
            "post": {
                "summary": "Make a link to the video that works for everybody until it is over",
                "parameters": [_ID],
                "responses": {"201": _answer("The link", "Link")["200"], **_problems(404, 409)},
            }
        },
        "/v1/videos/{id}/content": {
            "get": {
                "summary": "Fetch the video, its Content Credentials if it cannot carry them, its "
                "poster, its words or a lesson; Range is heeded",
                "parameters": [
                    _ID,
                    _query("variant", {"type": "string", "enum": list(VARIANTS)}),
                    _query("download", {"type": "string", "description": "Names the file."}),
                ],
                "responses": {
                    **_file(
                        *("video/mp4", "video/webm", "application/c2pa", "image/jpeg"),
                        *("text/vtt", "application/x-subrip"),
                        *(kind.content_type for kind in ExportFormat),
                    ),
                    **_problems(400, 404, 409, 422),
                },
            }
        },
        "/v1/stories": {
            "post": {
                "summary": "Make one video of several photos, title cards and music",
                "description": "It is a video like any other, followed by its id. Asked for again "
                "with another sentence, only what changed is rendered. With `check` nothing is "
                "made.",
                "parameters": [key],
                "requestBody": _body("NewStory"),
                "responses": {
                    "200": _answer("What a check found", "StoryCheck")["200"],
                    **accepted,
                },
            }
        },
        "/v1/batches": {
            "post": {
                "summary": "Make many videos: a table, rows, or a script for each language",
                "description": "With `check` nothing is made: it says what each row would be.",
                "parameters": [key],
                "requestBody": _body("NewBatch"),
                "responses": {
                    "200": _answer("What a check found", "BatchCheck")["200"],
                    "202": {**_answer("The batch", "Batch")["200"], "description": "Accepted"},
                    **_problems(400, 404, 409, 413, 422, 429),
                },
            },
            "get": {
                "summary": "List your batches, newest first, without their rows",
                "responses": _answer("The batches", "BatchList"),
            },
        },
        "/v1/batches/{id}": {
            "get": {
                "summary": "How far a batch is, row by row",
                "parameters": [_ID],
                "responses": {**_answer("The batch", "Batch"), **_problems(404)},
            },
            "delete": {
                "summary": "Stop a batch that is not finished, or forget one that is",
                "parameters": [_ID],
                "responses": {**_answer("What became of it", None), **_problems(404)},
            },
        },
        "/v1/batches/{id}/content": {
            "get": {
                "summary": "Fetch all videos as a ZIP archive, or the page with all languages",
                "parameters": [_ID, _query("variant", {"type": "string", "enum": list(_BATCH)})],
                "responses": {
                    **_file("application/zip", "text/html"),
                    **_problems(400, 404, 409, 422),
                },
            }
        },
        "/v1/templates": {
            "get": {
                "summary": "List the templates that you saved for batches",
                "responses": _answer("The templates", "TemplateList"),
            },
            "post": {
                "summary": "Save a template, in place of one of the same name",
                "requestBody": _body("NewTemplate"),
                "responses": {"201": _answer("Saved", "Template")["200"], **_problems(400, 422)},
            },
        },
        "/v1/templates/{name}": {
            "get": {
                "summary": "Fetch a template as the file that the command `batch` takes",
                "parameters": [_NAME],
                "responses": {**_answer("The template", "Template"), **_problems(404)},
            },
            "delete": {
                "summary": "Forget a template",
                "parameters": [_NAME],
                "responses": {**_answer("Deleted", None), **_problems(404)},
            },
        },
        "/v1/webhooks/secret": {
            "get": {
                "summary": "The secret by which you check that a call of your webhook is ours",
                "responses": _answer("The secret", "WebhookSecret"),
            }
        },
        "/v1/faces": {
            "post": {
                "summary": "Find the faces of a photo, and whether each can speak",
                "requestBody": _body("PhotoToInspect"),
                "responses": {**_answer("The faces", "FaceList"), **_problems(400, 413, 422)},
            }
        },
        "/v1/verify": {
            "post": {
                "summary": "Tell whether a file was made here and not changed since",
                "requestBody": _body("FileToVerify"),
                "responses": {
                    **_answer("What its marks show", "Verification"),
                    **_problems(400, 413, 422),
                },
            }
        },
        "/v1/voices": {
            "get": {
                "summary": "List the voices, or those for a language; the first is the default",
                "parameters": [_query("language", {"type": "string"})],
                "responses": _answer("The voices", "VoiceList"),
            },
            "post": {
                "summary": "Make a voice of your own from another, or change it",
                "requestBody": _body("OwnVoice"),
                "responses": {"201": _answer("Made", "Voice")["200"], **_problems(400, 422)},
            },
        },
        "/v1/voices/{name}": {
            "delete": {
                "summary": "Delete a voice of your own",
                "parameters": [_NAME],
                "responses": {**_answer("Deleted", None), **_problems(404)},
            }
        },
        "/v1/dictionary": {
            "get": {
                "summary": "List the words whose pronunciation you have taught",
                "responses": _answer("The words", "EntryList"),
            },
            "post": {
                "summary": "Teach how a word is said",
                "requestBody": _body("NewEntry"),
                "responses": {"201": _answer("Taught", "Entry")["200"], **_problems(400, 422)},
            },
        },
        "/v1/dictionary/{word}": {
            "delete": {
                "summary": "Remove a word",
                "parameters": [_WORD],
                "responses": {**_answer("Removed", None), **_problems(404)},
            }
        },
        "/v1/dictionary/{word}/sample": {
            "get": {
                "summary": "Hear a word",
                "parameters": [_WORD, _query("language", {"type": "string"})],
                "responses": {**_file("audio/ogg"), **_problems(404, 422, 503)},
            }
        },
        "/v1/voices/{name}/sample": {
            "get": {
                "summary": "Hear a voice",
                "parameters": [_NAME, _query("language", {"type": "string"})],
                "responses": {**_file("audio/ogg"), **_problems(422, 503)},
            }
        },
        "/v1/language": {
            "post": {
                "summary": "Guess the language of words",
                "requestBody": _body("Words"),
                "responses": {**_answer("The language", "Language"), **_problems(400)},
            }
        },
        "/v1/portraits": {
            "get": {
                "summary": "List your saved faces",
                "responses": _answer("The faces", "PortraitList"),
            },
            "post": {
                "summary": "Save a face",
                "requestBody": _body("NewPortrait"),
                "responses": {
                    "201": _answer("Saved", "Portrait")["200"],
                    **_problems(400, 413, 422),
                },
            },
        },
        "/v1/portraits/{name}": {
            "delete": {
                "summary": "Delete a saved face",
                "parameters": [_NAME],
                "responses": {**_answer("Deleted", None), **_problems(404)},
            }
        },
        "/v1/portraits/{name}/photo": {
            "get": {
                "summary": "Show a saved face",
                "parameters": [_NAME],
                "responses": {**_file("image/jpeg", "image/png"), **_problems(404)},
            }
        },
        "/v1/data": {
            "get": {
                "summary": "All that is known of you, as a ZIP archive",
                "responses": _file("application/zip"),
            },
            "delete": {
                "summary": "Delete all that is known of you",
                "responses": _answer("Deleted", None),
            },
        },
    }


def _webhook() -> dict[str, Any]:
    signed = ("webhook-id", "webhook-timestamp", "webhook-signature")
    body = {"schema": {"$ref": "#/components/schemas/VideoEvent"}}
    return {
        "summary": "A video is ready, refused, failed or cancelled",
        "description": "Signed as in Standard Webhooks; answer with 2xx within 10 seconds.",
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
            for name in signed
        ],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {"2XX": {"description": "Received; it is not called again"}},
    }


def _schemas() -> dict[str, Any]:
    options = TypeAdapter(RenderOptions).json_schema(ref_template="#/components/schemas/{model}")
    enums = options.pop("$defs", {})
    face_points = {"$ref": "#/components/schemas/FacePoints"}
    several = {"type": "array", "items": face_points, "minItems": 1, "maxItems": MOST_FACES}
    points = {"anyOf": [face_points, several]}
    place = {"type": "number"}
    box = _object(x=place, y=place, width=place, height=place)
    frames = {
        "type": "object",
        "description": "What each layout keeps of the photo; nothing for a face that cannot speak",
        "additionalProperties": box,
    }
    text = {"type": ["string", "null"]}
    number = {"type": ["number", "null"]}
    cell = {"type": ["string", "number", "boolean", "null"]}
    new_video = {
        "photo": {**_BASE64, "description": _PHOTO},
        "words": {"type": "string", "description": "What it says; or what the recording says."},
        "sound": {**_BASE64, "description": _SOUND},
        "portrait": {"type": "string", "description": "The name of a saved face."},
        "again": {"type": "string", "description": "The id of a video whose photo is used again."},
        "consent": {
            "type": "boolean",
            "description": "That you may use this face and voice. The page asks for it.",
        },
        "webhook": {
            "type": "string",
            "format": "uri",
            "description": "An https address that is called when the video is over.",
        },
        **options["properties"],
    }
    return {
        **enums,
        "NewVideo": {"type": "object", "additionalProperties": False, "properties": new_video},
        "NewBatch": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "table": {
                    **_BASE64,
                    "description": "CSV or XLSX; or one of `rows`, `scripts` and `words`.",
                },
                "rows": {
                    "type": "array",
                    "items": {"type": "object", "additionalProperties": cell},
                    "description": "Rows as objects, by the names of the columns.",
                },
                "scripts": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                    "description": "What is said, by language: a video each.",
                },
                "words": {
                    "type": "string",
                    "examples": ["[en] Hello there\n[de] Hallo"],
                    "description": "The same as blocks: `[en] Hello [de] Hallo`.",
                },
                "template": {
                    "type": "string",
                    "description": "What is said, with columns in braces; else a column `words`.",
                },
                "name": {"type": "string", "description": "Of each video; `{row}` if left out."},
                "encoding": {"type": "string", "description": "Of a CSV; else it is detected."},
                "check": {"type": "boolean", "description": "Only say what would become of it."},
                **{name: new_video[name] for name in ("photo", "portrait", "again", "consent")},
                **options["properties"],
            },
        },
        "NewStory": {
            "type": "object",
            "additionalProperties": False,
            "required": ["plan"],
            "properties": {
                "plan": {
                    "type": "string",
                    "examples": ["photo: me.png\nHello!\n\ncard: Thank you"],
                    "description": "As the command `story` reads it, as text or TOML.",
                },
                "files": {
                    "type": "object",
                    "examples": [{"me.png": "iVBORw0KGgo="}],
                    "description": "The files that the plan names, by their names; in a form, "
                    "each one is a field `files` with its file name.",
                    "additionalProperties": {"type": "string", "contentEncoding": "base64"},
                },
                "check": {"type": "boolean", "description": "Only say whether it can be made."},
                "consent": new_video["consent"],
            },
        },
        "NewTemplate": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "template"],
            "properties": {
                "name": {"type": "string", "description": "Of the template"},
                "template": {"type": "string", "examples": ["Welcome, {name}!"]},
                "file_name": {"type": "string", "description": "Of each video"},
                **options["properties"],
            },
        },
        "Template": _object(
            object={"const": "template"},
            name={"type": "string"},
            template={"type": "string"},
            file_name={"type": "string"},
            options={"type": "object", "description": "Those that are not as usual"},
        ),
        "TemplateList": _list("Template"),
        "StoryCheck": _object(
            object={"const": "story.check"},
            scenes={"type": "integer"},
            seconds={"type": "number", "description": "About how much work it is"},
        ),
        "BatchCheck": _object(
            object={"const": "batch.check"},
            columns={"type": "array", "items": {"type": "string"}},
            unused={"type": "array", "items": {"type": "string"}},
            count={"type": "integer"},
            right={"type": "integer", "description": "Rows that can be made"},
            rows={
                "type": "array",
                "description": "The first of these",
                "items": _object(row={"type": "integer"}, name={"type": "string"}, words=text),
            },
            faults={"type": "array", "items": {"$ref": "#/components/schemas/RowFault"}},
            error={
                "description": "What is wrong with all rows",
                "anyOf": [
                    _object(code={"type": "string"}, message={"type": "string"}, hint=text),
                    {"type": "null"},
                ],
            },
        ),
        "RowFault": _object(
            row={"type": "integer", "description": "As a spreadsheet counts it"},
            column=text,
            code={"type": "string"},
            message={"type": "string"},
            hint=text,
        ),
        "Batch": _object(
            id={"type": "string"},
            object={"const": "batch"},
            status={"enum": ["in_progress", "completed", "cancelled"]},
            title={"type": "string"},
            created_at={"type": "integer", "description": "Seconds since 1970"},
            count={"type": "integer", "description": "Of its rows"},
            completed={"type": "integer"},
            failed={"type": "integer"},
            progress={"type": "integer", "minimum": 0, "maximum": 100},
            languages={"type": "boolean", "description": "One message in several languages"},
            held_back={
                "anyOf": [{"$ref": "#/components/schemas/Message"}, {"type": "null"}],
                "description": "The limit for which the next row waits",
            },
            rows={"type": "array", "items": {"$ref": "#/components/schemas/BatchRow"}},
            required=["id", "object", "status", "count", "completed", "failed", "progress"],
        ),
        "BatchRow": _object(
            row={"type": "integer"},
            name={"type": "string", "description": "Of its file, without the ending"},
            language=text,
            status={
                "enum": [
                    *("waiting", "queued", "in_progress"),
                    *("completed", "failed", "cancelled", "deleted"),
                ]
            },
            video={**text, "description": "The id of its video, when it is one"},
            words=text,
            error={"anyOf": [{"$ref": "#/components/schemas/RowFault"}, {"type": "null"}]},
        ),
        "BatchList": _list("Batch"),
        "PhotoToInspect": _object(
            photo={**_BASE64, "description": "As of a video"},
            preview={"type": "boolean", "description": "Also return the photo, upright and small"},
            points={**points, "description": "Judge these faces, which were placed by hand"},
            required=["photo"],
        ),
        "FileToVerify": _object(
            file={**_BASE64, "description": "A video, or a sound or picture"},
            credentials={**_BASE64, "description": "The `.c2pa` that came with a WebM"},
            required=["file"],
        ),
        "Verification": _object(
            object={"const": "verification"},
            verdict={"enum": [str(verdict) for verdict in Verdict]},
            message={"type": "string", "description": "In words, for people"},
            credentials={
                **_object(
                    state={"enum": [str(state) for state in CredentialsState]},
                    signer=text,
                    generator=text,
                    when=text,
                    made_by_ai={"type": "boolean"},
                    job=text,
                    speech=text,
                    language=text,
                    photo_credentials={"type": "boolean"},
                ),
                "description": "The Content Credentials: what the signer says, and its `state`",
            },
            note={"type": "boolean", "description": "A comment or XMP names AI"},
            speech_mark={
                "type": ["boolean", "null"],
                "description": "The sound has the mark of synthetic speech; null without sound",
            },
            required=["object", "verdict", "message", "credentials", "note", "speech_mark"],
        ),
        "NewPortrait": _object(
            photo=_BASE64, name={"type": "string"}, points=points, required=["photo", "name"]
        ),
        "Video": _object(
            id={"type": "string"},
            object={"const": "video"},
            status={"enum": ["queued", "in_progress", "completed", "failed", "cancelled"]},
            progress={"type": "integer", "minimum": 0, "maximum": 100},
            created_at={"type": "integer", "description": "Seconds since 1970"},
            completed_at={"type": ["integer", "null"]},
            expires_at={"type": ["integer", "null"], "description": "When it is deleted"},
            queue_position={"type": ["integer", "null"], "description": "1 is the next"},
            seconds_left=number,
            stage={"enum": [*Stage, None]},
            message={**text, "description": "How far it is, in your language"},
            words={**text, "description": "Of a story, once it is made"},
            story={**text, "description": "The plan of a story"},
            available={"type": "boolean", "description": "Whether the file is still there"},
            width={"type": ["integer", "null"]},
            height={"type": ["integer", "null"]},
            seconds=number,
            captions={"type": "boolean", "description": "Whether its words are known"},
            credentials={
                "type": "boolean",
                "description": "Whether its Content Credentials are a file of their own",
            },
            captions_burned={"type": "boolean", "description": "Whether the picture shows them"},
            language=text,
            notes={"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
            error={"anyOf": [{"$ref": "#/components/schemas/Message"}, {"type": "null"}]},
        ),
        "VideoEvent": _object(
            type={"enum": [f"video.{end}" for end in _ENDS]},
            timestamp={"type": "string", "format": "date-time"},
            data={"$ref": "#/components/schemas/Video"},
        ),
        "WebhookSecret": _object(object={"const": "webhook_secret"}, secret={"type": "string"}),
        "Message": _object(
            code={"type": "string"},
            message={"type": "string"},
            hint=text,
            required=["code", "message"],
        ),
        "Face": _object(
            number={"type": "integer", "description": "Counted from the left, from 1"},
            x={"type": "number"},
            y={"type": "number"},
            width={"type": "number"},
            can_speak={"type": "boolean"},
            placed={"type": "boolean", "description": "Whether its points were placed by hand"},
            frames=frames,
            code=text,
            message=text,
        ),
        "Voice": _object(
            name={"type": "string"},
            label={"type": "string"},
            kind={"enum": [*SpeakerKind, None]},
            natural={"type": "boolean"},
            own={"type": "boolean"},
            made_of={"anyOf": [{"$ref": "#/components/schemas/OwnVoice"}, {"type": "null"}]},
            languages={"type": "array", "items": {"type": "string"}},
            sample={"type": "string"},
        ),
        "OwnVoice": TypeAdapter(OwnVoice).json_schema(),
        "Entry": _object(
            object={"const": "dictionary.entry"},
            word={"type": "string"},
            sound={"type": "string"},
            sample={"type": "string"},
        ),
        "NewEntry": _object(
            word={"type": "string"},
            sound={"type": "string", "description": "shi-VAWN, or IPA: /ʃɪˈvɔːn/"},
            required=["word", "sound"],
        ),
        "EntryList": _list("Entry"),
        "Words": _object(words={"type": "string"}, required=["words"]),
        "Language": _object(
            object={"const": "language"}, language={"type": "string"}, name={"type": "string"}
        ),
        "Link": _object(
            object={"const": "link"},
            url={"type": "string"},
            embed_url={"type": "string"},
            embed_html={"type": "string"},
            expires_at={"type": "integer"},
            message={"type": "string"},
        ),
        "Portrait": _object(
            object={"const": "portrait"},
            name={"type": "string"},
            points={"anyOf": [face_points, several, {"type": "null"}]},
        ),
        "VideoList": _list("Video", has_more={"type": "boolean"}),
        "FaceList": _list(
            "Face",
            width={"type": "integer"},
            height={"type": "integer"},
            frames=frames,
            preview={"type": "string", "contentEncoding": "base64"},
            required=["object", "data", "width", "height"],
        ),
        "VoiceList": _list("Voice"),
        "PortraitList": _list("Portrait"),
        "Problem": _object(
            type={"type": "string"},
            title={"type": "string"},
            status={"type": "integer"},
            detail={"type": "string"},
            code={"type": "string"},
            message={"type": "string"},
            hint=text,
        ),
    }


def _object(*, required: list[str] | None = None, **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - a part of JSON
    must = list(properties) if required is None else required
    return {"type": "object", "properties": properties, "required": must}


def _list(item: str, *, required: list[str] | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a part of JSON
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}}
    return _object(object={"const": "list"}, data=items, required=required, **more)


def _body(schema: str) -> dict[str, Any]:
    """Return a body that comes as JSON, or as a form whose files are files."""
    known = {"$ref": f"#/components/schemas/{schema}"}
    encoding = {
        part: {"contentType": "application/octet-stream"} for part in ("photo", "sound", "table")
    }
    return {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": known, "encoding": encoding},
            "application/json": {"schema": known},
        },
    }


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def _answer(says: str, schema: str | None) -> dict[str, Any]:
    known = {"type": "object"} if schema is None else {"$ref": f"#/components/schemas/{schema}"}
    return {"200": {"description": says, "content": {"application/json": {"schema": known}}}}


def _file(*kinds: str) -> dict[str, Any]:
    return {"200": {"description": "The file", "content": {kind: {} for kind in kinds}}}


def _problems(*statuses: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        str(status): {"description": "What is wrong", "content": content}
        for status in (*statuses, 401)
    }
