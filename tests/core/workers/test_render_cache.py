import hashlib
from dataclasses import replace

import pytest

from talking_photo.core.errors import RequestError
from talking_photo.core.model import SpokenBy, Video, Word
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import Settings
from talking_photo.core.workers.render_cache import RenderCache


class Pool:
    """Counts what it renders."""

    def __init__(self):
        self.rendered = []

    async def render_video(self, request, target, *, work=None, on_progress):
        self.rendered.append(request.text)
        if request.text == "bad":
            raise RequestError("text_empty")
        data = (request.text or "").encode()
        target.write_bytes(data)
        return Video(
            path=target,
            width=2,
            height=2,
            seconds=1.0,
            bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            words=(Word(text="Hi", start=0.1, end=0.4),),
            spoken_by=SpokenBy(voice="espeak", kind=None, language="en"),
        )


async def render(cache, pool, request):
    """Find or render."""
    name = cache.name(request)
    return cache.find(name) or await cache.render(pool, name, request, None)


@pytest.fixture
def request_of(tmp_path):
    def make(text, photo=b"photo", **more):
        (tmp_path / "photo").write_bytes(photo)
        return SpeakRequest(photo=tmp_path / "photo", text=text, **more)

    return make


def settings(tmp_path, **more):
    voice = {"folder": tmp_path / "voices", "piper_folder": tmp_path / "piper"}
    return Settings(voice=voice, **more)


async def test_what_was_rendered_is_found_again_by_its_contents(tmp_path, request_of):
    pool, folder = Pool(), tmp_path / "cache"
    first = await render(RenderCache(folder, settings(tmp_path)), pool, request_of("Hi"))
    again = await render(RenderCache(folder, settings(tmp_path)), pool, request_of("Hi"))
    assert again == first
    assert pool.rendered == ["Hi"]


async def test_whatever_changes_the_video_is_rendered_anew(tmp_path, request_of):
    pool, folder = Pool(), tmp_path / "cache"
    cases = [
        (request_of("Hi"), settings(tmp_path)),
        (request_of("Ho"), settings(tmp_path)),
        (request_of("Hi", options=RenderOptions(seed=1)), settings(tmp_path)),
        (request_of("Hi", silence_after=1.0), settings(tmp_path)),
        (request_of("Hi"), settings(tmp_path, render={"max_side": 128})),
        (request_of("Hi"), settings(tmp_path, video={"quality_crf": 30})),
        (request_of("Hi"), settings(tmp_path, dictionary={"Hi": "high"})),
    ]
    for request, chosen in cases:
        await render(RenderCache(folder, chosen), pool, request)
    other = request_of("Hi", photo=b"another")
    await render(RenderCache(folder, settings(tmp_path)), pool, other)
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "kokoro.onnx").write_bytes(b"weights")
    await render(RenderCache(folder, settings(tmp_path)), pool, request_of("Hi"))
    assert len(pool.rendered) == len(cases) + 2


@pytest.mark.parametrize("harm", ["cut", "record", "gone"])
async def test_what_is_damaged_is_rendered_again(tmp_path, request_of, harm):
    pool, folder = Pool(), tmp_path / "cache"
    video = await render(RenderCache(folder, settings(tmp_path)), pool, request_of("Hi"))
    if harm == "cut":
        video.path.write_bytes(b"H")
    elif harm == "record":
        video.path.with_suffix(".json").write_text("{}")
    else:
        video.path.unlink()
    again = await render(RenderCache(folder, settings(tmp_path)), pool, request_of("Hi"))
    assert (pool.rendered, again) == (["Hi", "Hi"], replace(video))


async def test_only_what_this_run_used_stays(tmp_path, request_of):
    pool, folder = Pool(), tmp_path / "cache"
    old = RenderCache(folder, settings(tmp_path))
    await render(old, pool, request_of("old"))
    await render(old, pool, request_of("kept"))
    (folder / "notes.txt").write_text("mine")
    new = RenderCache(folder, settings(tmp_path))
    kept = await render(new, pool, request_of("kept"))
    fresh = await render(new, pool, request_of("new"))
    with pytest.raises(RequestError):
        await render(new, pool, request_of("bad"))
    new.remove_unused()
    assert {file.name for file in folder.iterdir()} == {
        "notes.txt",
        *(it.path.with_suffix(end).name for it in (kept, fresh) for end in (".mp4", ".json")),
    }
