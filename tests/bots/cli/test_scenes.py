import asyncio

import pytest

from talking_photo.bots import texts
from talking_photo.bots.cli import scenes
from talking_photo.core.errors import RequestError
from talking_photo.core.model import Stage, Video
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import RenderSettings, Settings
from talking_photo.core.workers.scenes import Scene

BOTH = Settings(render=RenderSettings(children=2))


class Pool:
    """Renders what is not `bad`; `slow` waits until it is cancelled."""

    def __init__(self, _work, settings):
        self.settings = settings

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        pass

    async def render_video(self, request, target, *, work, on_progress):
        on_progress(Stage.FRAMES, 0.5)
        if request.text == "bad":
            raise RequestError("text_too_long", characters=9, max_characters=5)
        if request.text == "slow":
            await asyncio.Event().wait()
        target.write_bytes(b"1")
        on_progress(Stage.FRAMES, 1.0)
        return Video(path=target, width=2, height=2, seconds=1.0, bytes=1, sha256="")


@pytest.fixture
def render(tmp_path, monkeypatch):
    monkeypatch.setattr(scenes, "RenderPool", Pool)
    (tmp_path / "photo").write_bytes(b"photo")
    reports = []

    async def run(*words):
        asked = [
            Scene(
                request=SpeakRequest(photo=tmp_path / "photo", text=text),
                place={"in_file": "story.txt", "in_line": number, "in_scene": number},
            )
            for number, text in enumerate(words, 1)
        ]
        reports.clear()
        return await scenes.render(
            asked, tmp_path / "out", BOTH, lambda _stage, done: reports.append(done)
        )

    run.reports = reports
    return run


async def test_progress_covers_all_scenes_and_what_is_there_takes_none(render):
    made = await render("one", "two", "one")
    assert made[0].path == made[2].path != made[1].path
    assert render.reports == sorted(render.reports)
    assert render.reports[-1] == pytest.approx(1.0)
    assert await render("two", "one") == [made[1], made[0]]
    assert render.reports == []


async def test_an_error_names_scene_file_and_line_and_ends_the_others(render):
    with pytest.raises(RequestError) as failed:
        await asyncio.wait_for(render("slow", "bad"), 60)
    told = texts.operator_sentence(failed.value.code, failed.value.facts)
    assert told.startswith("Scene 2 (story.txt, line 2): The text has 9 characters")
