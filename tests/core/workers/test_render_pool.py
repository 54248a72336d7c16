"""The render pool, with children that really crash, hang, devour memory and are killed."""

import asyncio
import contextlib
import itertools
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from talking_photo.core.errors import JobCancelled, RenderError, RequestError, StorageError
from talking_photo.core.model import Stage
from talking_photo.core.request import SpeakRequest
from talking_photo.core.settings import RenderSettings, Settings
from talking_photo.core.workers import render_pool
from talking_photo.core.workers.oom import oom_kills
from talking_photo.core.workers.render_pool import RenderPool


def settings(**render):
    return Settings(render=RenderSettings(**{"memory_megabytes": 1024} | render))


def wish(kind="behave", photo="photo.png"):
    return SpeakRequest(photo=Path(photo), text=kind)


def ignore(stage, done):
    pass


@contextlib.contextmanager
def ends_within_a_second(*pids):
    """The block, and after it these processes, must be over a second later."""
    processes = [os.pidfd_open(int(pid)) for pid in pids]
    began = time.monotonic()
    yield
    for process in processes:
        assert select.select([process], [], [], 10)[0]
        os.close(process)
    assert time.monotonic() - began < 1.0


class Steps:
    """A progress receiver that a test can wait on."""

    def __init__(self):
        self.seen = []
        self.rendering = asyncio.Event()

    def __call__(self, stage, done):
        self.seen.append((stage, done))
        if stage is Stage.FRAMES:
            self.rendering.set()


async def test_a_job_reports_its_steps_and_puts_clip_and_sheet_in_place(tmp_path):
    steps = Steps()
    target, sheet = tmp_path / "out.mp4", tmp_path / "sheet.png"
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        clip = await pool.render(wish(), target, preview=sheet, on_progress=steps)
    assert clip.path == target
    assert target.read_bytes() == b"clip"
    assert sheet.read_bytes() == b"sheet"
    assert steps.seen == [(Stage.WAITING, 0.0), (Stage.PHOTO, 0.1), (Stage.FRAMES, 0.9)]
    assert sorted(tmp_path.iterdir()) == [target, sheet]


async def test_a_child_is_locked_in_and_knows_no_secret(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("TALKING_PHOTO_TELEGRAM__TOKEN", "a secret")
    async with RenderPool(
        "tests.core.misbehaving_work:tell_about_itself",
        settings(),
        warm="tests.core.misbehaving_work:warm_up",
    ) as pool:
        clip = await pool.render(wish(), tmp_path / "out.mp4", on_progress=ignore)
    found = clip.notes[0].facts
    assert found["parent"] == os.getpid()
    assert found["own_group"]
    assert "TALKING_PHOTO_TELEGRAM__TOKEN" not in json.loads(found["variables"])
    assert found["openblas"] == "1"
    assert found["opencv_threads"] == 1
    assert found["warm"] == "yes"
    assert found["memory"] == 1024 * 1024 * 1024
    assert found["core"] == 0
    assert found["files"] == 256
    assert found["niceness"] >= 5
    assert Path(found["temporary"]).parent == tmp_path
    assert not Path(found["temporary"]).exists()
    assert found["ignores_interrupt"]
    assert not Path(f"/proc/{found['pid']}").exists()
    assert capfd.readouterr() == ("", "")


def test_a_child_can_set_its_thread_counts_before_numpy_reads_them():
    code = "import talking_photo.core.workers.render_child, sys; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


MISHAPS = {
    "segfault": ("render_crashed", {"reason": "SIGSEGV"}),
    "loop_in_python": ("render_timed_out", {"seconds": 0.5}),
    "loop_in_c": ("render_timed_out", {"seconds": 0.5}),
    "devour_memory": ("render_out_of_memory", {}),
    "die_as_if_killed": ("render_crashed", {"reason": "SIGKILL"}),
    "raise_something": ("render_crashed", {"reason": "StubbornError"}),
}


async def test_each_mishap_costs_its_own_job_and_the_neighbour_finishes(tmp_path):
    """One pool lives through all of them, beside a neighbour that is at work the whole time."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    steps = Steps()
    render = settings(children=2, deadline_seconds=60.0)
    async with RenderPool("tests.core.misbehaving_work:as_the_photo_says", render) as pool:
        neighbour = asyncio.create_task(
            pool.render(
                wish("wait_for_a_file", photo=gate), tmp_path / "neighbour.mp4", on_progress=steps
            )
        )
        await steps.rendering.wait()
        outcomes = {}
        for kind in MISHAPS:
            # The neighbour has begun under a long deadline; only what hangs gets a short one.
            if MISHAPS[kind][0] == "render_timed_out":
                pool._settings = settings(children=2, deadline_seconds=0.5)
            else:
                pool._settings = render
            with pytest.raises(RenderError) as caught:
                await pool.render(wish(kind), tmp_path / f"{kind}.mp4", on_progress=ignore)
            outcomes[kind] = (caught.value.code, caught.value.facts)
        assert not neighbour.done()
        gate.write_bytes(b"go on")
        assert (await neighbour).path == tmp_path / "neighbour.mp4"
    assert outcomes == MISHAPS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gate", "neighbour.mp4"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_job_whose_child_somebody_kills_is_rendered_again(tmp_path, number):
    steps, told = Steps(), tmp_path / "told"
    told.touch()
    async with RenderPool("tests.core.misbehaving_work:wait_to_be_killed", settings()) as pool:
        task = asyncio.create_task(
            pool.render(wish(photo=told), tmp_path / "out.mp4", on_progress=steps)
        )
        await steps.rendering.wait()
        child = int(told.read_text())
        told.unlink()
        os.kill(child, number)
        assert (await task).path.read_bytes() == b"clip"


async def test_a_child_that_the_kernel_kills_twice_for_want_of_memory_says_so(
    tmp_path, monkeypatch
):
    counter = itertools.count()
    monkeypatch.setattr(render_pool, "oom_kills", lambda: next(counter))
    async with RenderPool("tests.core.misbehaving_work:die_as_if_killed", settings()) as pool:
        with pytest.raises(RenderError) as caught:
            await pool.render(wish(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "render_out_of_memory"


def test_the_kernel_tells_how_often_memory_ran_out():
    vmstat = Path("/proc/vmstat")
    counted = vmstat.exists() and "oom_kill" in vmstat.read_text()
    assert (oom_kills() is not None) == counted


async def test_a_clock_that_is_set_forward_ends_no_job(tmp_path, monkeypatch):
    gate, steps = tmp_path / "gate", Steps()
    os.mkfifo(gate)
    real = time.time
    async with RenderPool("tests.core.misbehaving_work:wait_for_a_file", settings()) as pool:
        task = asyncio.create_task(
            pool.render(wish(photo=gate), tmp_path / "out.mp4", on_progress=steps)
        )
        await steps.rendering.wait()
        monkeypatch.setattr(time, "time", lambda: real() + 3600)
        assert not (await asyncio.wait({task}, timeout=0.5))[0]  # pebble looks each 0.1 s
        gate.write_bytes(b"go on")
        assert (await task).path == tmp_path / "out.mp4"


async def test_a_crash_leaves_its_frames_in_the_log_but_not_the_words_of_the_user(
    tmp_path, caplog
):
    async with RenderPool("tests.core.misbehaving_work:raise_something", settings()) as pool:
        with pytest.raises(RenderError), caplog.at_level(logging.ERROR):
            await pool.render(
                wish("my secret words"), tmp_path / "out.mp4", job="job-7", on_progress=ignore
            )
    assert "job-7" in caplog.text
    assert "in raise_something" in caplog.text
    assert "my secret words" not in caplog.text


async def test_an_error_of_the_work_arrives_with_code_and_facts_and_is_not_logged(
    tmp_path, caplog
):
    async with RenderPool("tests.core.misbehaving_work:refuse", settings()) as pool:
        with pytest.raises(RequestError) as caught:
            await pool.render(wish(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "face_too_small"
    assert caught.value.facts == {"width": 84.0, "needed": 120}
    assert not caplog.records


@pytest.mark.parametrize("how", ["task", "name"])
async def test_a_cancelled_job_is_gone_within_a_second_with_all_it_started(tmp_path, how):
    told = tmp_path / "told"
    steps = Steps()
    async with RenderPool(
        "tests.core.misbehaving_work:start_an_encoder_and_hang", settings()
    ) as pool:
        task = asyncio.create_task(
            pool.render(wish(photo=told), tmp_path / "out.mp4", job="job-8", on_progress=steps)
        )
        await steps.rendering.wait()
        child, encoder, folder = told.read_text().split()
        assert Path(folder).is_dir()
        with ends_within_a_second(child, encoder):
            if how == "task":
                task.cancel()
            else:
                pool.cancel("job-8")
            with pytest.raises(asyncio.CancelledError if how == "task" else JobCancelled):
                await task
        assert list(tmp_path.iterdir()) == [told]


async def test_a_waiting_job_is_cancelled_without_harm_to_the_one_at_work(tmp_path):
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    steps, queued = Steps(), asyncio.Event()
    async with RenderPool(
        "tests.core.misbehaving_work:wait_for_a_file", settings(children=1)
    ) as pool:
        first = asyncio.create_task(
            pool.render(wish(photo=gate), tmp_path / "first.mp4", on_progress=steps)
        )
        await steps.rendering.wait()
        second = asyncio.create_task(
            pool.render(
                wish(photo=gate),
                tmp_path / "second.mp4",
                job="second",
                on_progress=lambda stage, done: queued.set(),
            )
        )
        await queued.wait()
        pool.cancel("second")
        with pytest.raises(JobCancelled):
            await second
        gate.write_bytes(b"go on")
        assert (await first).path == tmp_path / "first.mp4"


async def test_closing_the_pool_ends_what_still_runs(tmp_path):
    told = tmp_path / "told"
    steps = Steps()
    async with contextlib.AsyncExitStack() as opened:
        pool = RenderPool("tests.core.misbehaving_work:start_an_encoder_and_hang", settings())
        await opened.enter_async_context(pool)
        task = asyncio.create_task(
            pool.render(wish(photo=told), tmp_path / "out.mp4", on_progress=steps)
        )
        await steps.rendering.wait()
        child, encoder, _ = told.read_text().split()
        with ends_within_a_second(child, encoder):
            await opened.aclose()
            with pytest.raises(JobCancelled):
                await task


async def test_a_child_that_dies_without_a_job_is_replaced(tmp_path):
    """The kernel may end an idle child; pebble takes that for the end of the whole pool."""
    async with RenderPool("tests.core.misbehaving_work:tell_about_itself", settings()) as pool:
        first = await pool.render(wish(), tmp_path / "1.mp4", on_progress=ignore)
        broken = pool._pool
        os.kill(first.notes[0].facts["pid"], 9)
        async with asyncio.timeout(10):
            while broken.active:  # noqa: ASYNC110 - pebble has no event for it
                await asyncio.sleep(0)
        second = await pool.render(wish(), tmp_path / "2.mp4", on_progress=ignore)
    assert second.notes[0].facts["pid"] != first.notes[0].facts["pid"]


async def test_children_are_recycled_after_the_set_number_of_jobs(tmp_path):
    async with RenderPool(
        "tests.core.misbehaving_work:tell_about_itself", settings(tasks_per_child=1)
    ) as pool:
        clips = [
            await pool.render(wish(), tmp_path / f"{n}.mp4", on_progress=ignore) for n in range(2)
        ]
    assert len({clip.notes[0].facts["pid"] for clip in clips}) == 2


async def test_children_that_cannot_start_are_a_crash_and_not_a_wait_without_end(tmp_path):
    async with RenderPool(
        "tests.core.misbehaving_work:behave",
        settings(),
        warm="tests.core.misbehaving_work:break_the_start",
    ) as pool:
        with pytest.raises(RenderError) as caught:
            await pool.render(wish(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "render_crashed"
    assert caught.value.facts == {"reason": "start"}


async def test_a_missing_folder_is_told(tmp_path):
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        with pytest.raises(StorageError) as caught:
            await pool.render(wish(), tmp_path / "no" / "out.mp4", on_progress=ignore)
    assert caught.value.code == "output_folder_missing"


@pytest.mark.parametrize(
    ("clip", "sheet", "code"),
    [
        ("taken", "sheet.png", "output_not_writable"),
        ("out.mp4", "no/sheet.png", "preview_not_writable"),
    ],
)
async def test_what_cannot_be_put_in_place_is_told(tmp_path, clip, sheet, code):
    (tmp_path / "taken").mkdir()
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        with pytest.raises(StorageError) as caught:
            await pool.render(
                wish(), tmp_path / clip, preview=tmp_path / sheet, on_progress=ignore
            )
    assert caught.value.code == code
    assert not (tmp_path / "out.mp4").exists()
