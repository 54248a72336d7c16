"""The studio over stores in memory: everything real but the render processes and the queue."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from talking_photo.bots.web_studio.faces import FaceInspector
from talking_photo.bots.web_studio.signing import SigningKey
from talking_photo.bots.web_studio.studio import WebStudio
from talking_photo.core.jobs.job import DailyLimits
from talking_photo.core.model import CropWindow, FaceBox, FaceVerdict, InspectedPhoto, Layout
from talking_photo.core.request import DEFAULT_OPTIONS
from talking_photo.storage.memory import MemoryMediaStore
from tests.bot_rig import Rig

PHOTO = b"\xff\xd8\xff a photo"


class StudioOfTest(WebStudio):
    """Signs with a key of its own."""

    def __init__(self, shared):
        super().__init__(shared, SigningKey(MemoryMediaStore()))


class Studio:
    """A studio that listens, and the world behind it."""

    def __init__(self, rig, studio, client):
        self.rig = rig
        self.studio = studio
        self.client = client

    async def make(self, words="Hello there", **more):
        """Ask for a video as curl would."""
        answer = await self.client.post(
            "/v1/videos", data={"photo": PHOTO, "words": words, **more}
        )
        assert answer.status == 202, await answer.text()
        return await answer.json()

    async def made(self, words="Hello there", stored=None):
        """A finished video."""
        video = await self.make(words)
        job = await self.rig.job_service.status(video["id"])
        await self.rig.render(job, **(stored or {}))
        await self.rig.delivered()
        return video["id"]

    async def ask(self, method, path, **how):
        """Status and JSON of one request."""
        answer = await self.client.request(method, path, **how)
        return answer.status, await answer.json()


class Client(TestClient):
    """Sends the files of a form as files."""

    async def _request(self, method, path, **how):
        fields = how.get("data")
        if isinstance(fields, dict):
            how["data"] = form = FormData()
            for name, value in fields.items():
                is_file = isinstance(value, bytes)
                form.add_field(name, value, **({"filename": "photo.jpg"} if is_file else {}))
        return await super()._request(method, path, **how)


@contextlib.asynccontextmanager
async def open_studio(video, tokens=(), **sections):
    """A studio with these settings, for which tokens of these names were created before."""
    rig = Rig(None, video, StudioOfTest, **sections)
    for name in tokens:
        await rig.tokens.create(name, DailyLimits())
    studio = rig.new_bot()
    await studio.open()
    app = web.Application()
    app.add_routes(studio.routes())
    async with Client(TestServer(app)) as client:
        yield Studio(rig, studio, client)
        await studio.close()
    rig.events.close()


@pytest.fixture(autouse=True)
def _no_process(monkeypatch):
    """A look at the page would start one that inspects photos."""
    monkeypatch.setattr(FaceInspector, "warm", lambda _self: None)


@pytest.fixture
async def studio(video):
    async with open_studio(video) as opened:
        yield opened


@pytest.fixture
def faces(monkeypatch):
    """What is found in every photo, in place of a render process; a test may change it."""
    square = {Layout.SQUARE: CropWindow(left=10, top=0, width=80, height=80)}
    found = [FaceVerdict(box=FaceBox(x=50, y=40, width=20, score=0.9), frames=square)]

    async def inspect(_self, photo, options=DEFAULT_OPTIONS):
        assert photo
        shown = found if options.points is None else [replace(found[0], placed=True)]
        picture = InspectedPhoto(
            path=Path("x"), width=100, height=80, bytes=4, sha256="", faces=tuple(shown)
        )
        return b"jpeg", picture

    monkeypatch.setattr(FaceInspector, "inspect", inspect)
    return found
