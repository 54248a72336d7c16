"""The render pool, with children that really crash, hang, devour memory and are killed."""

import asyncio
import contextlib
import errno
import itertools
import json
import logging
import os
import select
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from talking_photo.core.errors import (
    DependencyError,
    JobCancelled,
    RenderError,
    RequestError,
    StorageError,
)
from talking_photo.core.model import Stage
from talking_photo.core.request import RenderOptions, SpeakRequest
from talking_photo.core.settings import RenderSettings, Settings
from talking_photo.core.workers import render_pool
from talking_photo.core.workers.oom import oom_kills
from talking_photo.core.workers.render_pool import RenderPool


def settings(**render):
    return Settings(render=RenderSettings(**{"memory_megabytes": 1024} | render))


def asked(kind="behave", photo=__file__):
    return SpeakRequest(photo=Path(photo), text=kind)


def folder_of_the_child(pool):
    """The only folder in which the pool's only child writes."""
    (child,) = pool._all
    return child.folder


def ignore(stage, done):
    pass


@contextlib.contextmanager
def ends_at_once(*pids):
    """The block, and after it these processes, which by themselves would never end."""
    processes = [os.pidfd_open(int(pid)) for pid in pids]
    yield
    for process in processes:
        assert select.select([process], [], [], 10)[0]
        os.close(process)


class Steps:
    """A progress receiver that a test can wait on."""

    def __init__(self):
        self.seen = []
        self.rendering = asyncio.Event()

    def __call__(self, stage, done):
        self.seen.append((stage, done))
        if stage is Stage.FRAMES:
            self.rendering.set()


async def test_a_job_reports_its_steps_and_puts_video_and_sheet_in_place(tmp_path):
    steps = Steps()
    target, sheet = tmp_path / "out.mp4", tmp_path / "sheet.png"
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        video = await pool.render(asked(), target, companion=sheet, on_progress=steps)
    assert video.path == target
    assert target.read_bytes() == b"video"
    assert sheet.read_bytes() == b"sheet"
    assert steps.seen == [(Stage.WAITING, 0.0), (Stage.PHOTO, 0.1), (Stage.FRAMES, 0.9)]
    assert sorted(tmp_path.iterdir()) == [target, sheet]


async def test_a_child_has_limits_and_knows_no_secret(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("TALKING_PHOTO_TELEGRAM__TOKEN", "a secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")
    async with RenderPool(
        "tests.core.misbehaving_work:tell_about_itself",
        settings(),
        warm="tests.core.misbehaving_work:warm_up",
    ) as pool:
        video = await pool.render(asked(), tmp_path / "out.mp4", on_progress=ignore)
        found = video.notes[0].facts
        started_with = Path(f"/proc/{found['pid']}/environ").read_bytes()
        child_folder = folder_of_the_child(pool)
    assert b"a secret" not in started_with
    assert b"ORT_DISABLE_TELEMETRY=1" in started_with
    variables = set(json.loads(found["variables"]))
    assert not variables & {"TALKING_PHOTO_TELEGRAM__TOKEN", "AWS_SECRET_ACCESS_KEY"}
    assert found["parent"] == os.getpid()
    assert found["own_group"]
    assert found["openblas"] == "1"
    assert found["opencv_threads"] == 1
    assert found["warm"] == "yes"
    assert found["memory"] == 1024 * 1024 * 1024
    assert found["core"] == 0
    assert found["files"] == 256
    assert found["niceness"] >= os.nice(0) + 5
    assert Path(found["temporary"]) == child_folder
    assert not child_folder.exists()
    assert found["ignores_interrupt"]
    assert not Path(f"/proc/{found['pid']}").exists()
    assert capfd.readouterr() == ("", "")


async def test_what_decodes_foreign_files_has_less_time_and_memory_than_what_renders(tmp_path):
    async with RenderPool(
        "tests.core.misbehaving_work:tell_about_itself", settings(memory_megabytes=4096)
    ) as pool:
        video = await pool.render(asked(), tmp_path / "out.mp4", on_progress=ignore)
    found = video.notes[0].facts
    assert found["cpu_while_reading"] <= 60
    assert found["cpu_while_rendering"] >= 600
    assert found["memory_while_reading"] < found["memory_while_rendering"] == 4096 * 1024 * 1024


async def test_a_child_finds_every_way_out_closed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"a token")
    async with RenderPool("tests.core.misbehaving_work:try_to_get_out", settings()) as pool:
        video = await pool.render(asked(str(secret)), tmp_path / "out.mp4", on_progress=ignore)
        (child,) = pool._all
    if not all(child.confinement.values()):
        pytest.skip("this kernel has no Landlock or no seccomp")
    ways = video.notes[0].facts
    assert len(ways) == 14
    assert {name for name, result in ways.items() if result not in {"EPERM", "EACCES"}} == set()
    assert secret.read_bytes() == b"a token"


async def test_a_network_voice_that_is_requested_gets_a_child_with_the_network(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"a token")
    ways = []
    async with RenderPool("tests.core.misbehaving_work:try_to_get_out", settings()) as pool:
        for voice in (None, "google", None):
            request = replace(asked(str(secret)), options=RenderOptions(voice=voice))
            video = await pool.render(request, tmp_path / "out.mp4", on_progress=ignore)
            ways.append(video.notes[0].facts)
        assert len(pool._all) == 1
        (child,) = pool._all
    if not all(child.confinement.values()):
        pytest.skip("this kernel has no Landlock or no seccomp")
    assert [found["TCP socket"] for found in ways] == ["EPERM", "open", "EPERM"]
    assert {found["read a foreign file"] for found in ways} == {"EACCES"}


async def test_without_the_sandbox_the_ways_out_are_open(tmp_path):
    """So that the test before this one could fail."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"a token")
    async with RenderPool(
        "tests.core.misbehaving_work:try_to_get_out", settings(sandbox=False)
    ) as pool:
        video = await pool.render(asked(str(secret)), tmp_path / "out.mp4", on_progress=ignore)
    assert video.notes[0].facts["read a foreign file"] == "open"
    assert video.notes[0].facts["UNIX socket"] == "open"


async def test_a_kernel_that_cannot_confine_is_reported_once(tmp_path, monkeypatch, caplog):
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        (child,) = pool._all
        await child.ready()
        child.confinement = {"landlock": 0, "seccomp": False}
        for _ in range(2):
            pool._log_confinement(child)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "Landlock none, seccomp off" in caplog.text


@pytest.mark.parametrize(
    ("kind", "reason"), [("lead_elsewhere", "result"), ("return_something_else", "protocol")]
)
async def test_what_a_child_that_was_taken_over_returns_is_not_believed(tmp_path, kind, reason):
    secret = tmp_path / "secret"
    secret.write_bytes(b"a token")
    without = settings(sandbox=False)  # with it, the child cannot even make the link
    async with RenderPool("tests.core.misbehaving_work:" + kind, without) as pool:
        with pytest.raises(RenderError) as caught:
            await pool.render(asked(str(secret)), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.facts == {"reason": reason}
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize("kind", ["decode_without_end", "decode_into_all_memory"])
async def test_a_file_that_costs_too_much_to_decode_is_refused(tmp_path, kind):
    async with RenderPool(f"tests.core.misbehaving_work:{kind}", settings()) as pool:
        with pytest.raises(RequestError) as caught:
            await pool.render(asked(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "input_too_costly"


@pytest.mark.parametrize("name", ["photo", "sound"])
async def test_what_is_no_ordinary_file_is_refused_without_waiting_for_it(tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    refused = {}
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        for odd in (tmp_path / "pipe", Path("/dev/zero"), tmp_path, tmp_path / "none"):
            request = replace(asked(), **{name: odd})
            with pytest.raises(StorageError) as caught:
                await pool.render(request, tmp_path / "out.mp4", on_progress=ignore)
            refused[odd.name] = caught.value.code
    assert refused == {
        "pipe": "file_not_ordinary",
        "zero": "file_not_ordinary",
        tmp_path.name: "file_not_ordinary",
        "none": "file_unreadable",
    }


async def test_a_file_above_the_limit_is_refused_before_it_is_copied(tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(10**12)
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        with pytest.raises(RequestError) as caught:
            await pool.render(asked(photo=large), tmp_path / "out.mp4", on_progress=ignore)
    assert (caught.value.code, caught.value.facts["bytes"]) == ("photo_too_big", 10**12)


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
    steps = Steps()
    render = settings(children=2, deadline_seconds=3600.0)
    async with RenderPool("tests.core.misbehaving_work:as_the_photo_says", render) as pool:
        neighbour = asyncio.create_task(
            pool.render(asked("wait_for_a_file"), tmp_path / "neighbour.mp4", on_progress=steps)
        )
        await steps.rendering.wait()
        (at_work,) = pool._all - set(pool._idle)
        outcomes = {}
        for kind in MISHAPS:
            # The neighbour has begun under a long deadline; only what hangs gets a short one.
            if MISHAPS[kind][0] == "render_timed_out":
                pool._settings = settings(children=2, deadline_seconds=0.5)
            else:
                pool._settings = render
            with pytest.raises(RenderError) as caught:
                await pool.render(asked(kind), tmp_path / f"{kind}.mp4", on_progress=ignore)
            outcomes[kind] = (caught.value.code, caught.value.facts)
        assert not neighbour.done()
        (at_work.folder / "go").touch()
        assert (await neighbour).path == tmp_path / "neighbour.mp4"
    assert outcomes == MISHAPS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["neighbour.mp4"]


async def test_a_long_job_has_more_time_but_not_without_end(tmp_path):
    render = settings(deadline_seconds=2.0, deadline_per_second=100.0)
    async with RenderPool("tests.core.misbehaving_work:as_the_photo_says", render) as pool:
        video = await pool.render(asked("take_long"), tmp_path / "a.mp4", on_progress=ignore)
        assert video.path == tmp_path / "a.mp4"
        pool._settings = settings(deadline_seconds=2.0, deadline_per_second=0.0)
        with pytest.raises(RenderError) as caught:
            await pool.render(asked("never_end"), tmp_path / "b.mp4", on_progress=ignore)
    assert (caught.value.code, caught.value.facts) == ("render_timed_out", {"seconds": 2.0})


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_job_whose_child_somebody_kills_is_rendered_again(tmp_path, number):
    steps, photo = Steps(), tmp_path / "photo"
    photo.write_bytes(b"hang")
    async with RenderPool("tests.core.misbehaving_work:wait_to_be_killed", settings()) as pool:
        task = asyncio.create_task(
            pool.render(asked(photo=photo), tmp_path / "out.mp4", on_progress=steps)
        )
        await steps.rendering.wait()
        (child,) = pool._all
        photo.write_bytes(b"behave")
        os.kill(child._process.pid, number)
        assert (await task).path.read_bytes() == b"video"


async def test_a_child_that_the_kernel_kills_twice_for_want_of_memory_says_so(
    tmp_path, monkeypatch
):
    counter = itertools.count()
    monkeypatch.setattr(render_pool, "oom_kills", lambda: next(counter))
    async with RenderPool("tests.core.misbehaving_work:die_as_if_killed", settings()) as pool:
        with pytest.raises(RenderError) as caught:
            await pool.render(asked(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "render_out_of_memory"


def test_the_kernel_tells_how_often_memory_ran_out():
    vmstat = Path("/proc/vmstat")
    counted = vmstat.exists() and "oom_kill" in vmstat.read_text()
    assert (oom_kills() is not None) == counted


async def test_a_clock_that_is_set_forward_ends_no_job(tmp_path, monkeypatch):
    steps = Steps()
    real = time.time
    async with RenderPool("tests.core.misbehaving_work:wait_for_a_file", settings()) as pool:
        task = asyncio.create_task(pool.render(asked(), tmp_path / "out.mp4", on_progress=steps))
        await steps.rendering.wait()
        monkeypatch.setattr(time, "time", lambda: real() + 3600)
        assert not (await asyncio.wait({task}, timeout=0.1))[0]
        (folder_of_the_child(pool) / "go").touch()
        assert (await task).path == tmp_path / "out.mp4"


async def test_a_crash_leaves_its_frames_in_the_log_but_not_the_words_of_the_user(
    tmp_path, caplog
):
    async with RenderPool("tests.core.misbehaving_work:raise_something", settings()) as pool:
        with pytest.raises(RenderError), caplog.at_level(logging.ERROR):
            await pool.render(
                asked("my secret words"), tmp_path / "out.mp4", job="job-7", on_progress=ignore
            )
    assert "job-7" in caplog.text
    assert "in raise_something" in caplog.text
    assert "my secret words" not in caplog.text


async def test_an_error_of_the_work_arrives_with_code_and_facts_and_is_not_logged(
    tmp_path, caplog
):
    async with RenderPool("tests.core.misbehaving_work:refuse", settings()) as pool:
        with pytest.raises(RequestError) as caught:
            await pool.render(asked(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "face_too_small"
    assert caught.value.facts == {"width": 84.0, "needed": 120}
    assert not caplog.records


async def test_a_library_that_cannot_be_loaded_is_named(tmp_path):
    async with RenderPool("tests.core.misbehaving_work:lack_a_library", settings()) as pool:
        with pytest.raises(DependencyError) as caught:
            await pool.render(asked(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "library_unusable"
    assert "libGL.so.1" in caught.value.facts["problem"]


@pytest.mark.parametrize("how", ["task", "name"])
async def test_a_cancelled_job_is_gone_at_once_with_all_it_started(tmp_path, how):
    steps = Steps()
    async with RenderPool(
        "tests.core.misbehaving_work:start_an_encoder_and_hang", settings()
    ) as pool:
        task = asyncio.create_task(
            pool.render(asked(), tmp_path / "out.mp4", job="job-8", on_progress=steps)
        )
        await steps.rendering.wait()
        folder = folder_of_the_child(pool)
        child, encoder = (folder / "pids").read_text().split()
        with ends_at_once(child, encoder):
            if how == "task":
                task.cancel()
            else:
                pool.cancel("job-8")
            with pytest.raises(asyncio.CancelledError if how == "task" else JobCancelled):
                await task
        assert list(tmp_path.iterdir()) == []
        assert not folder.exists()


async def test_a_waiting_job_is_cancelled_without_harm_to_the_one_at_work(tmp_path):
    steps, queued = Steps(), asyncio.Event()
    async with RenderPool(
        "tests.core.misbehaving_work:wait_for_a_file", settings(children=1)
    ) as pool:
        first = asyncio.create_task(
            pool.render(asked(), tmp_path / "first.mp4", on_progress=steps)
        )
        await steps.rendering.wait()
        second = asyncio.create_task(
            pool.render(
                asked(),
                tmp_path / "second.mp4",
                job="second",
                on_progress=lambda stage, done: queued.set(),
            )
        )
        await queued.wait()
        pool.cancel("second")
        with pytest.raises(JobCancelled):
            await second
        (folder_of_the_child(pool) / "go").touch()
        assert (await first).path == tmp_path / "first.mp4"


async def test_closing_the_pool_ends_what_still_runs(tmp_path):
    steps = Steps()
    async with contextlib.AsyncExitStack() as opened:
        pool = RenderPool("tests.core.misbehaving_work:start_an_encoder_and_hang", settings())
        await opened.enter_async_context(pool)
        task = asyncio.create_task(pool.render(asked(), tmp_path / "out.mp4", on_progress=steps))
        await steps.rendering.wait()
        child, encoder = (folder_of_the_child(pool) / "pids").read_text().split()
        with ends_at_once(child, encoder):
            await opened.aclose()
            with pytest.raises(JobCancelled):
                await task


async def test_a_child_that_dies_without_a_job_is_replaced(tmp_path):
    """The kernel may end an idle child."""
    async with RenderPool("tests.core.misbehaving_work:tell_about_itself", settings()) as pool:
        first = await pool.render(asked(), tmp_path / "1.mp4", on_progress=ignore)
        os.kill(first.notes[0].facts["pid"], 9)
        second = await pool.render(asked(), tmp_path / "2.mp4", on_progress=ignore)
    assert second.notes[0].facts["pid"] != first.notes[0].facts["pid"]


async def test_children_are_recycled_after_the_set_number_of_jobs(tmp_path):
    async with RenderPool(
        "tests.core.misbehaving_work:tell_about_itself", settings(tasks_per_child=1)
    ) as pool:
        videos = [
            await pool.render(asked(), tmp_path / f"{n}.mp4", on_progress=ignore) for n in range(2)
        ]
    assert len({video.notes[0].facts["pid"] for video in videos}) == 2


async def test_children_that_cannot_start_are_a_crash_and_not_a_wait_without_end(tmp_path):
    async with RenderPool(
        "tests.core.misbehaving_work:behave",
        settings(),
        warm="tests.core.misbehaving_work:break_the_start",
    ) as pool:
        with pytest.raises(RenderError) as caught:
            await pool.render(asked(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "render_crashed"
    assert caught.value.facts == {"reason": "start"}


async def test_a_missing_folder_is_reported(tmp_path):
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        with pytest.raises(StorageError) as caught:
            await pool.render(asked(), tmp_path / "no" / "out.mp4", on_progress=ignore)
    assert caught.value.code == "output_folder_missing"


@pytest.mark.parametrize(
    ("video", "sheet", "code"),
    [
        ("taken", "sheet.png", "output_not_writable"),
        ("out.mp4", "no/sheet.png", "preview_not_writable"),
    ],
)
async def test_what_cannot_be_put_in_place_is_reported(tmp_path, video, sheet, code):
    (tmp_path / "taken").mkdir()
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        with pytest.raises(StorageError) as caught:
            await pool.render(
                asked(), tmp_path / video, companion=tmp_path / sheet, on_progress=ignore
            )
    assert caught.value.code == code
    assert not (tmp_path / "out.mp4").exists()


async def test_a_full_disk_of_the_target_is_reported(tmp_path, monkeypatch):
    def move(_made, _place):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(render_pool.shutil, "move", move)
    async with RenderPool("tests.core.misbehaving_work:behave", settings()) as pool:
        with pytest.raises(StorageError) as caught:
            await pool.render(asked(), tmp_path / "out.mp4", on_progress=ignore)
    assert caught.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []
