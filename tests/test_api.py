"""The public API: the examples of its page, and what they do not show."""

import io
import re
import subprocess
import sys
import threading

import av
import numpy as np
import pytest
from PIL import Image

import run
import talking_photo as tp


def in_a_new_python(*arguments, cwd):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(run.ROOT), "PATH": "/usr/bin:/bin", "HOME": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def photo(tmp_path_factory, drawn_png):
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    Image.open(io.BytesIO(drawn_png)).resize((256, 320)).save(path)
    return path


@pytest.fixture(scope="module")
def renderer():
    with tp.Renderer() as renderer:
        yield renderer


def test_importing_it_loads_no_library(tmp_path):
    code = (
        "import sys, talking_photo; "
        "print([name for name in ('numpy', 'cv2', 'pydantic', 'asyncio') if name in sys.modules])"
    )
    assert in_a_new_python("-c", code, cwd=tmp_path).stdout == "[]\n"


def test_every_public_name_is_there_and_no_other():
    assert all(getattr(tp, name) is not None for name in tp.__all__)
    assert set(tp.__all__) <= set(dir(tp))
    with pytest.raises(AttributeError, match="speek"):
        _ = tp.speek


@pytest.mark.slow
def test_the_examples_of_the_page_run_as_one_script(tmp_path, photo):
    """As somebody would run them: a plain script, without a guard for child processes."""
    page = (run.ROOT / "docs" / "api-python.md").read_text()
    script = "\n".join(re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    (tmp_path / "script.py").write_text(script)
    Image.open(photo).convert("RGB").save(tmp_path / "photo.jpg", quality=95)
    done = in_a_new_python("script.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("hello.mp4 408 512 ")
    assert "cancelled" in lines
    assert "face_unknown {'number': 7, 'count': 1}" in lines
    assert "There is no face number 7" in done.stdout
    videos = {path.stem for path in tmp_path.glob("*.mp4")}
    assert videos == {"hello", "Anna", "Ben", "image", "tone", "done"}


@pytest.mark.slow
def test_what_the_callback_raises_comes_out_and_the_renderer_goes_on(renderer, photo, tmp_path):
    def broken(_stage, done):
        if done > 0.2:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        renderer.speak(photo, "Hello.", out=tmp_path / "a.mp4", on_progress=broken)
    video = renderer.speak(photo, "Hi.", out=tmp_path / "b.mp4")
    assert video.path == tmp_path / "b.mp4"
    assert sorted(tmp_path.iterdir()) == [video.path]


@pytest.mark.slow
def test_threads_share_a_renderer(renderer, photo, tmp_path):
    made = []
    threads = [
        threading.Thread(
            target=lambda name=name: made.append(renderer.speak(photo, "Hi.", out=tmp_path / name))
        )
        for name in ("a.mp4", "b.mp4")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The credentials in front of them hold the time of the signature.
    assert len({video.path.read_bytes().partition(b"mdat")[2] for video in made}) == 1


@pytest.mark.slow
def test_contents_samples_and_options_reach_the_video(renderer, photo, tmp_path):
    samples = (9000 * np.sin(np.arange(8000) / 6)).astype(np.int16)
    video = renderer.speak(
        photo.read_bytes(),
        sound=(np.stack([samples, samples], axis=1), 16_000),
        out=tmp_path / "a.mp4",
        options=tp.RenderOptions(layout="square"),
    )
    assert video.width == video.height
    with av.open(video.path) as file:
        assert file.duration / 1e6 == pytest.approx(0.5, abs=0.1)


@pytest.mark.slow
def test_what_cannot_be_used_is_refused(renderer, photo, tmp_path):
    with pytest.raises(tp.RequestError, match="option_wrong option=out"):
        renderer.speak(photo, "Hi.", out=tmp_path / "a.webm")
    with pytest.raises(ValueError, match="uint8"):
        renderer.speak(np.zeros((8, 8, 3)), "Hi.", out=tmp_path / "a.mp4")
    with pytest.raises(ValueError, match="samples"):
        renderer.speak(photo, sound=(np.zeros(9, int), 16_000), out=tmp_path / "a.mp4")
    with pytest.raises(tp.RequestError, match="text_empty"):
        renderer.speak(photo, out=tmp_path / "a.mp4")
    with pytest.raises(tp.StorageError, match="output_folder_missing"):
        renderer.speak(photo, "Hi.", out=tmp_path / "none" / "a.mp4")


def test_a_renderer_that_is_not_open_says_so(photo, tmp_path):
    with pytest.raises(RuntimeError, match="with Renderer"):
        tp.Renderer().speak(photo, "Hi.", out=tmp_path / "a.mp4")


def test_errors_are_explained_in_the_languages_of_the_bots():
    with pytest.raises(tp.RequestError) as caught:
        tp.RenderOptions(strength=7)
    assert tp.explain(caught.value) == "“strength” can’t have that value. It can be: 0 … 1.5."
    assert "Möglich ist" in tp.explain(caught.value, "de")
