"""The examples of docs/api.md, run as they stand there but for the address."""

import asyncio
import json
import re
import shutil
import sys
from pathlib import Path

import jinja2
import pytest
import yaml
from yarl import URL

from talking_photo.core.jobs.job import StoredPortrait
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
    at_once, waiting, many, story = blocks("sh")
    await run("sh", "-ec", code=at_once)
    assert (run.folder / "hello.mp4").read_bytes() == tiny_video()
    assert '"status": "queued"' in await run("sh", "-ec", code=waiting)
    (run.folder / "guests.csv").write_text("name\nAnna\nBert\n")
    assert '"count": 2' in await run("sh", "-ec", code=many)
    assert '"story": "card: Our trip' in await run("sh", "-ec", code=story)


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


def test_the_recipe_for_n8n_sends_fields_that_there_are():
    from talking_photo.bots.web_studio.openapi import document

    [workflow, assistants] = [json.loads(text) for text in blocks("json")[-2:]]
    names = {node["name"] for node in workflow["nodes"]}
    assert workflow["connections"].keys() < names
    form, request = (node["parameters"] for node in workflow["nodes"])
    labels = {field["fieldLabel"] for field in form["formFields"]["values"]}
    sent = request["bodyParameters"]["parameters"]
    assert {one["name"] for one in sent} <= document()["components"]["schemas"]["NewVideo"][
        "properties"
    ].keys()
    assert sent[0]["inputDataFieldName"] in labels
    assert sent[1]["value"] == "={{ $json.Words }}"
    assert request["url"].removeprefix("https://photos.example.org") in document()["paths"]
    assert assistants["mcpServers"]["talking-photo"]["args"] == ["mcp"]


async def test_the_recipe_for_home_assistant_makes_a_video_and_leads_to_its_file():
    class Loader(yaml.SafeLoader):
        """Knows the tag of secrets."""

    Loader.add_constructor("!secret", lambda loader, node: f"secret {node.value}")
    [recipe] = [yaml.load(text, Loader) for text in blocks("yaml")]
    commands, [automation] = recipe["rest_command"], recipe["automation"]
    make, link = commands["make_photo_speak"], commands["link_to_video"]
    webhook = (
        f"http://homeassistant.local:8123/api/webhook/{automation['triggers'][0]['webhook_id']}"
    )
    host = "http://192.168.1.20:8080"
    template = jinja2.Environment(autoescape=False).from_string
    async with open_studio(
        tiny_video(), studio={"webhook_hosts": ["homeassistant.local:8123"]}
    ) as studio:
        studio.studio._videos.webhooks.check(webhook, "web:somebody")
        await studio.rig.people_service.keep_portrait(await portrait(studio, "Anna"))
        payload = template(make["payload"]).render(words='Dinner\'s "ready"')
        assert json.loads(payload)["webhook"] == webhook
        answer = await studio.client.post(
            make["url"].removeprefix(host),
            data=payload,
            headers={"Content-Type": make["content_type"]},
        )
        assert answer.status == 202, await answer.text()
        number = (await answer.json())["id"]
        await studio.rig.webhooks.discard(number)
        job = await studio.rig.job_service.status(number)
        assert job.request.text == 'Dinner\'s "ready"'
        await studio.rig.render(job)
        address = template(link["url"]).render(id=number).removeprefix(host)
        linked = await (await studio.client.post(address)).json()
        played = automation["actions"][1]["data"]["media_content_id"]
        url = URL(template(played).render(link={"content": linked})).relative()
        file = await studio.client.get(url)
        assert (file.content_type, await file.read()) == ("video/mp4", tiny_video())


async def portrait(studio, name):
    key = await studio.rig.job_service.keep_input("web:local", PHOTO, name)
    return StoredPortrait(person="web:local", name=name, chat="", photo=key)


def test_every_route_of_the_page_is_one_of_the_document():
    from talking_photo.bots.web_studio.openapi import document

    named = {path.rstrip("/") for path in re.findall(r"/v1/[\w/]+", PAGE)}
    known = {
        re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), path) for path in document()["paths"]
    }
    assert known <= named
    assert named <= known
