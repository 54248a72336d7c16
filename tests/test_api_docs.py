"""The examples of docs/api.md, run as they stand there but for the address."""

import asyncio
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.bot_rig import tiny_video
from tests.bots.web_studio.conftest import PHOTO, open_studio

PAGE = Path(__file__).parents[1].joinpath("docs", "api.md").read_text(encoding="utf-8")
BASE = "http://127.0.0.1:8080"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
async def run(tmp_path):
    """Runs a program in a folder with a photo, while every video that it asks for is made."""
    (tmp_path / "photo.png").write_bytes(PHOTO)
    async with open_studio(tiny_video()) as studio:
        address = str(studio.client.make_url("")).rstrip("/")

        async def make_all():
            made = set()
            while True:
                for job in [*studio.rig.jobs._jobs.values()]:
                    if job.id not in made:
                        made.add(job.id)
                        await studio.rig.render(job)
                await asyncio.sleep(0.01)

        making = asyncio.create_task(make_all())

        async def run(*command, code):
            process = await asyncio.create_subprocess_exec(
                *command,
                code.replace(BASE, address),
                cwd=tmp_path,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            output, error = await process.communicate()
            assert process.returncode == 0, error.decode()
            return output.decode()

        run.folder = tmp_path
        yield run
        making.cancel()


def has(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"there is no {program}")


@has("curl")
async def test_the_examples_for_curl_make_videos(run):
    at_once, waiting = blocks("sh")
    await run("sh", "-ec", code=at_once)
    assert (run.folder / "hello.mp4").read_bytes() == tiny_video()
    assert '"status": "queued"' in await run("sh", "-ec", code=waiting)


async def test_the_example_for_python_makes_a_video(run):
    _, program = blocks("python")
    assert await run(sys.executable, "-W", "ignore", "-c", code=program) == "completed\n"
    assert (run.folder / "hello.mp4").read_bytes() == tiny_video()


def test_the_example_for_webhooks_knows_which_calls_are_ours():
    known, (program, _) = {}, blocks("python")
    exec(program, known)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert known["is_ours"](secret, headers, b'{"test": 2432232314}')
    assert not known["is_ours"](secret, headers, b'{"test": 2432232315}')


@has("node")
async def test_the_example_for_javascript_makes_a_video(run):
    [program] = blocks("js")
    node = ("node", "--input-type=module", "-e")
    assert await run(*node, code=program) == "completed\n"
    assert (run.folder / "hello.mp4").read_bytes() == tiny_video()


def test_every_route_of_the_page_is_one_of_the_document():
    from talking_photo.bots.web_studio.openapi import document

    named = {path.rstrip("/") for path in re.findall(r"/v1/[\w/]+", PAGE)}
    known = {
        re.sub(r"\{id\}", "ID", re.sub(r"\{name\}", "NAME", path)) for path in document()["paths"]
    }
    assert known <= named
    assert named <= known
