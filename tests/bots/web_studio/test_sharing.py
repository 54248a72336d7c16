"""Links to a video: for everybody, until they are over, and not a letter further."""

import time
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.bots.web_studio.conftest import open_studio
from tests.bots.web_studio.test_videos import WORDS

ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://blog.example"}
"""As the browser of a stranger asks, from another website."""


@pytest.fixture
async def link(studio):
    made = await studio.made("Hello", stored={"words": WORDS})
    status, link = await studio.ask("POST", f"/v1/videos/{made}/link")
    assert status == 201
    return link


async def get(studio, url, **how):
    """Ask for an address of ours as somebody who is nobody here."""
    path = url.split("/", 3)[3] if "://" in url else url.lstrip("/")
    headers = {"X-Forwarded-For": "203.0.113.5", **how.pop("headers", {})}
    return await studio.client.get(f"/{path}", headers=headers, **how)


async def test_whoever_has_a_link_sees_the_video_with_captions_and_until_when(studio, link, video):
    answer = await get(studio, link["url"])
    page = await answer.text()
    assert answer.status == 200
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert 'property="og:video"' in page
    assert "Made by AI" in page
    assert link["message"] in page
    assert link["expires_at"] == pytest.approx(time.time() + 24 * 3600, abs=120)
    query = urlsplit(link["url"]).query
    folder = urlsplit(link["url"]).path
    content = await get(studio, f"{folder}/content?{query}", headers=ELSEWHERE)
    assert (content.status, await content.read()) == (200, video)
    captions = await get(studio, f"{folder}/content?variant=vtt&{query}")
    assert (await captions.text()).startswith("WEBVTT")
    assert captions.headers["Access-Control-Allow-Origin"] == "*"
    assert f"{folder}/content?{query.replace('&', '&amp;')}&amp;variant=poster" in page


async def test_other_websites_show_it_in_a_frame_as_the_settings_allow(video):
    sections = {"studio": {"frame_ancestors": ["https://school.example"]}}
    async with open_studio(video, **sections) as studio:
        made = await studio.made()
        _, link = await studio.ask("POST", f"/v1/videos/{made}/link")
        answer = await get(studio, link["embed_url"], headers=ELSEWHERE)
        policy = answer.headers["Content-Security-Policy"]
        assert (answer.status, "frame-ancestors https://school.example" in policy) == (200, True)
        assert "X-Frame-Options" not in answer.headers
        assert link["embed_url"].replace("&", "&amp;") in link["embed_html"]
        element = await get(studio, "/static/talking-photo.js", headers=ELSEWHERE)
        assert element.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_oembed_answers_for_our_links_alone(studio, link):
    answer = await get(studio, f"/oembed?url={quote(link['url'], safe='')}")
    told = await answer.json()
    assert (answer.status, told["type"], told["width"], told["version"]) == (
        200,
        "video",
        96,
        "1.0",
    )
    assert link["embed_url"].replace("&", "&amp;") in told["html"]
    for url in (
        "https://evil.example/v/x?until=1&key=2",
        link["url"].replace("/v/", "/x/"),
        link["url"].replace("/v/", "//evil.example/v/"),
        "",
        "javascript:alert(1)",
        "http://[",
    ):
        assert (await get(studio, f"/oembed?url={quote(url, safe='')}")).status == 404
    other = f"/oembed?format=xml&url={quote(link['url'], safe='')}"
    assert (await get(studio, other)).status == 400


async def test_a_link_that_was_altered_leads_nowhere(studio, link):
    url = link["url"]
    parts = parse_qs(urlsplit(url).query)
    until, key = parts["until"][0], parts["key"][0]
    other = await studio.made("Other words")
    for altered in (
        url.replace(until, str(int(until) + 1)),
        url.replace(key, key[::-1]),
        url.replace(key, ""),
        url.split("?")[0],
        f"{url.split('/v/')[0]}/v/{other}?{urlsplit(url).query}",
        url.replace(until, "9" * 400),
    ):
        assert (await get(studio, altered)).status == 404, altered


async def test_a_link_ends_with_its_time_and_with_its_video(studio, link, monkeypatch):
    number = urlsplit(link["url"]).path.rpartition("/")[2]
    now = time.time()
    with monkeypatch.context() as later:
        later.setattr("talking_photo.bots.web_studio.sharing.time.time", lambda: now + 25 * 3600)
        answer = await get(studio, link["url"])
        assert (answer.status, (await answer.json())["code"]) == (410, "link_over")
    await studio.client.delete(f"/v1/videos/{number}")
    assert (await get(studio, link["url"])).status == 404


async def test_only_its_owner_makes_a_link_and_only_of_a_finished_video(studio):
    asked = await studio.make()
    status, problem = await studio.ask("POST", f"/v1/videos/{asked['id']}/link")
    assert (status, problem["code"]) == (409, "video_not_ready")
    assert (await studio.ask("POST", "/v1/videos/nothing/link"))[0] == 404
    refused = await get(studio, "/v1/videos")
    assert refused.status == 401  # a link opens nothing else
