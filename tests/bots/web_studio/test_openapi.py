"""Requests made at random from /openapi.json: none breaks the server, each answer is as described.

The same requests each time: what fails here fails again.
"""

import asyncio
import base64
import io
import json
import random
from urllib.parse import quote

import pytest
from aiohttp import FormData
from jsonschema import Draft202012Validator
from PIL import Image

from talking_photo.bots.conversation import verification
from talking_photo.bots.web_studio.openapi import document
from talking_photo.bots.web_studio.webhooks import Webhooks
from tests.bots.web_studio.conftest import open_studio

PER_OPERATION = 40
OPERATIONS = [(method, path) for path, known in document()["paths"].items() for method in known]
NASTY = [
    *(None, True, 0, -1, 10**30, 1e308, 0.5, [], [1], {}, {"a": 1}, {"a": {"b": []}}),
    *("", " ", "\0", "a\nb", "NaN", "Infinity", "1e999", "null", "[1", "../../etc/passwd"),
    *("%00", "<script>alert(1)</script>", "'; DROP TABLE jobs", "😀" * 50, "\ud83d", "x" * 70_000),
    *("٣", "２", "é", "true", "-0", "9" * 400, "data:image/png;base64,AAAA", "{}", '{"a":"b"}'),
]


def photo():
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    return picture.getvalue()


PHOTO = photo()
USUAL = ("photo", "words")
"""What nearly every request has."""
NO_LIMITS = {
    **dict.fromkeys(("jobs_per_day", "waiting_per_person", "queue_length"), 10_000),
    "video_minutes_per_day": 1e6,
    "queue_share": 1,
}


class Generator:
    """Makes values of a schema, and others that are none."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.schemas = document()["components"]["schemas"]

    def value(self, schema, odd):
        if self.rng.random() < odd:
            return self.rng.choice(NASTY)
        if "$ref" in schema:
            return self.value(self.schemas[schema["$ref"].rpartition("/")[2]], odd)
        if "const" in schema:
            return schema["const"]
        for given in ("examples", "enum"):
            if given in schema:
                return self.rng.choice(schema[given])
        if "anyOf" in schema:
            return self.value(self.rng.choice(schema["anyOf"]), odd)
        kind = schema.get("type", "string")
        kind = self.rng.choice(kind) if isinstance(kind, list) else kind
        return getattr(self, f"_{kind}")(schema, odd)

    def _string(self, schema, _odd):
        if schema.get("contentEncoding") == "base64":
            return base64.b64encode(PHOTO).decode()
        if schema.get("format") == "uri":
            return self.rng.choice(
                ["https://example.org/hook", "http://10.0.0.1", "https://[::1]"]
            )
        return self.rng.choice(["Hello there", "en", "espeak", "Anna", "1: Hi. 2: Ho."])

    def _integer(self, schema, _odd):
        return self.rng.randint(schema.get("minimum", -5), schema.get("maximum", 100))

    def _number(self, schema, _odd):
        return self.rng.uniform(schema.get("minimum", -2), schema.get("maximum", 2))

    def _boolean(self, _schema, _odd):
        return self.rng.random() < 0.5

    def _null(self, _schema, _odd):
        return None

    def _array(self, schema, odd):
        items = schema.get("items", {})
        return [self.value(items, odd) for _ in range(self.rng.randint(0, 4))]

    def _object(self, schema, odd):
        known, must = schema.get("properties", {}), schema.get("required", ())
        chosen = {
            name: self.value(part, odd)
            for name, part in known.items()
            if self.rng.random() < (0.9 if name in must or name in USUAL else 0.15)
        }
        more = schema.get("additionalProperties")
        if isinstance(more, dict):
            chosen["word"] = self.value(more, odd)
        if self.rng.random() < odd / 4:
            chosen[str(self.rng.choice(NASTY))] = self.rng.choice(NASTY)
        return chosen

    def request(self, operation, ids):
        """How an operation is asked for, as arguments of aiohttp."""
        query, headers, place = [], {}, {}
        odd = self.rng.choice([0, 0, 0.1, 0.4])
        for parameter in operation.get("parameters", ()):
            name, value = parameter["name"], self.value(parameter["schema"], odd)
            text = value if isinstance(value, str) else json.dumps(value)
            match parameter["in"]:
                case "path":
                    usual = ids if name == "id" else ["Anna", "espeak"]
                    place[name] = self.rng.choice([*usual, *usual, text or "x"])
                case "query" if self.rng.random() < 0.6:
                    query.append((name, text))
                case "header" if self.rng.random() < 0.5:
                    headers[name] = "".join(filter(str.isprintable, text))[:300]
        headers["Accept-Language"] = self.rng.choice(["en", "de", "xx;q=a", ",;=", "uk, fr;q=0.1"])
        if self.rng.random() < 0.3:
            headers["Range"] = self.rng.choice(["bytes=0-1", "bytes=-", "bytes=9-1", "x=1"])
        how = {"params": [(key, safe(value)) for key, value in query], "headers": headers}
        body = operation.get("requestBody")
        if body:
            how |= self._body(body["content"], headers, odd)
        return place, how

    def _body(self, content, headers, odd):
        values = self.value(content["application/json"]["schema"], odd)
        way = "garbage" if self.rng.random() < odd / 2 else self.rng.choice(["json", "form"])
        if way == "form" and isinstance(values, dict):
            form = FormData(default_to_multipart=True)
            for name, value in values.items():
                if name in ("photo", "sound") and self.rng.random() < 0.8:
                    form.add_field(name, PHOTO, filename="a.png")
                else:
                    text = value if isinstance(value, str) else json.dumps(value)
                    form.add_field(
                        name if name.isascii() and name.isidentifier() else "x y", safe(text)
                    )
            return {"data": form}
        headers["Content-Type"] = "application/json"
        if way == "garbage":
            headers["Content-Type"] = self.rng.choice(
                ["application/json", "multipart/form-data", "text/plain", "image/png", "a/b; c=d"]
            )
            return {"data": self.rng.randbytes(200)}
        return {"data": json.dumps(values).encode()}


def safe(text):
    """What a client can send: half of a surrogate pair is no text."""
    return text.encode("utf-8", "replace").decode()


def validator(schema):
    whole = {"components": document()["components"], **schema}
    return Draft202012Validator(whole)


def undescribed(value, schema):
    """Names in an answer that the document does not know."""
    schemas = document()["components"]["schemas"]
    if "$ref" in schema:
        return undescribed(value, schemas[schema["$ref"].rpartition("/")[2]])
    if isinstance(value, list):
        return {name for one in value for name in undescribed(one, schema.get("items", {}))}
    if not isinstance(value, dict) or "properties" not in schema:
        return set()
    known = schema["properties"]
    inner = [undescribed(one, known[name]) for name, one in value.items() if name in known]
    return (value.keys() - known.keys()).union(*inner)


async def check(answer, operation, request):
    assert answer.status < 500, (request, await answer.text())
    described = operation["responses"].get(str(answer.status))
    assert described or answer.status in (206, 404, 408, 416), (request, await answer.text())
    if not described or answer.content_type == "text/event-stream":
        return
    kinds = described["content"]
    assert answer.content_type in kinds, (request, answer.status, answer.content_type)
    if "json" in answer.content_type:
        body, schema = await answer.json(content_type=None), kinds[answer.content_type]["schema"]
        wrong = [error.message for error in validator(schema).iter_errors(body)]
        assert not wrong, (request, body)
        assert not undescribed(body, schema), request


def test_the_document_is_one_of_openapi_and_refers_to_nothing_that_is_missing():
    known = document()
    names = set(known["components"]["schemas"])
    used = set()

    def look(value):
        if isinstance(value, dict):
            if "$ref" in value:
                used.add(value["$ref"].removeprefix("#/components/schemas/"))
            for part in value.values():
                look(part)
        elif isinstance(value, list):
            for part in value:
                look(part)

    look(known)
    assert used <= names
    for schema in known["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for path, operations in known["paths"].items():
        for operation in operations.values():
            placed = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
            assert all(f"{{{name}}}" in path for name in placed)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
async def test_no_request_breaks_it_and_every_answer_is_as_described(
    video, faces, monkeypatch, method, path
):
    monkeypatch.setattr(Webhooks, "open", lambda _self: None)  # nobody is called
    monkeypatch.setattr(verification, "verify_file", read_once(verification.verify_file))
    operation = document()["paths"][path][method]
    generator = Generator(f"{method} {path}")
    async with open_studio(video, limits=NO_LIMITS) as studio:
        made = await studio.made()
        queued = (await studio.make("This one waits"))["id"]
        making = asyncio.create_task(render_all(studio, {queued}))
        asked = {"photo": PHOTO, "words": "[en] Hello\n[de] Hallo"}
        batch = await (await studio.client.post("/v1/batches", data=asked)).json()
        await studio.rig.shared.batches.submit_due()
        await studio.client.post("/v1/portraits", data={"photo": PHOTO, "name": "Anna"})
        await studio.client.post("/v1/voices", json={"name": "Anna", "base": "espeak"})
        await studio.client.post("/v1/dictionary", json={"word": "Anna", "sound": "AH-nah"})
        saved = {"name": "Anna", "template": "Hi {name}!"}
        await studio.client.post("/v1/templates", json=saved)
        worked = 0
        for _ in range(PER_OPERATION):
            place, how = generator.request(
                operation, [batch["id"]] if "batches" in path else [made, queued]
            )
            address = path
            for name, value in place.items():
                address = address.replace(f"{{{name}}}", quote(safe(value)[:500], safe=""))
            async with studio.client.request(method, address, **how) as answer:
                await check(answer, operation, (method, address, how))
                worked += answer.ok
        making.cancel()
    assert worked > 0
    assert worked < PER_OPERATION or not (operation.get("requestBody") or "{" in path)


def read_once(read):
    """Each file takes a process of its own: all but the first are taken for the same."""
    found = []

    async def verify(path, settings):
        if not found:
            found.append(await read(path, settings))
        return found[0]

    return verify


async def render_all(studio, but):
    """Make each video that is asked for, but for these."""
    done = set(but)
    while True:
        for job in [*studio.rig.jobs._jobs.values()]:
            if job.id not in done and job.state == "queued":
                done.add(job.id)
                await studio.rig.render(job)
        await asyncio.sleep(0.005)


def test_the_generator_makes_what_is_right_and_what_is_wrong():
    generator = Generator("x")
    schema = {"$ref": "#/components/schemas/NewVideo"}
    made = [generator.value(schema, odd=0) for _ in range(50)]
    assert sum(validator(schema).is_valid(value) for value in made) > 25
    wrong = [generator.value(schema, odd=0.5) for _ in range(50)]
    assert sum(not validator(schema).is_valid(value) for value in wrong) > 25
