"""`/v1/templates`: kept, listed, used again, and given to the command line as a file."""

import json

import pytest

from talking_photo.bots.__main__ import _checked, _parser, main
from talking_photo.bots.cli.batch.saved import read_saved
from talking_photo.bots.web_studio import saved_templates
from talking_photo.core.errors import RequestError

CARD = {
    "name": "Geburtstag / card",
    "template": "Happy birthday, {name}!",
    "file_name": "card {name}",
    "expression": "happy",
    "strength": "0.5",
    "captions": "true",
}


async def test_a_template_is_kept_listed_replaced_and_forgotten(studio):
    status, kept = await studio.ask("POST", "/v1/templates", data=CARD)
    assert (status, kept["name"]) == (201, CARD["name"])
    assert kept["options"] == {"expression": "happy", "strength": 0.5, "captions": True}
    await studio.ask("POST", "/v1/templates", data={**CARD, "template": "Hi {name}!"})
    await studio.ask("POST", "/v1/templates", json={"name": "A", "template": "B"})
    listed = (await studio.ask("GET", "/v1/templates"))[1]["data"]
    assert [(one["name"], one["template"]) for one in listed] == [
        ("A", "B"),
        (CARD["name"], "Hi {name}!"),
    ]
    assert (await studio.ask("DELETE", "/v1/templates/A"))[1]["deleted"]
    assert (await studio.ask("DELETE", "/v1/templates/A"))[0] == 404
    assert len((await studio.ask("GET", "/v1/templates"))[1]["data"]) == 1


async def test_the_command_line_takes_a_template_of_the_page_as_a_file(studio, tmp_path, capsys):
    await studio.ask("POST", "/v1/templates", data=CARD)
    answer = await studio.client.get("/v1/templates/Geburtstag%20%2F%20card")
    assert "attachment" in answer.headers["Content-Disposition"]
    file = tmp_path / "card.json"
    file.write_bytes(await answer.read())
    parser = _parser()
    arguments = ["batch", "t.csv", "--check", "--saved", str(file), "--strength", "70"]
    chosen = _checked(parser, parser.parse_args(arguments))
    assert (chosen.template, chosen.name) == (CARD["template"], CARD["file_name"])
    options = chosen.options
    assert (options.expression, options.strength, options.captions) == ("happy", 0.7, True)


def test_the_command_line_saves_a_template_and_uses_it_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("name\nAnn\n")
    (tmp_path / "p.png").write_bytes(b"a photo")
    told = ["--template", "Hi {name}!", "--name", "{name}.mp4", "--expression", "happy"]
    common = ["batch", "t.csv", "--check", "--photo", "p.png"]
    assert main([*common, *told, "--save", "hi.json"]) == 0
    assert read_saved(tmp_path / "hi.json").options.expression == "happy"
    capsys.readouterr()
    assert main([*common, "--saved", "hi.json"]) == 0
    assert "Ann.mp4" in capsys.readouterr().out
    (tmp_path / "hi.json").write_text("[]")
    with pytest.raises(SystemExit):
        main([*common, "--saved", "hi.json"])
    assert "hi.json is no saved template" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "", "template": "x"}, "field_missing"),
        ({"name": "x"}, "field_missing"),
        ({"name": "x" * 61, "template": "x"}, "field_wrong"),
        ({"name": "x", "template": "x", "expression": "odd"}, "option_wrong"),
        ({"name": "x", "template": "x", "voices": "man"}, "option_wrong"),
        ({"name": "x", "template": "x", "photo": "x"}, "field_unknown"),
    ],
)
async def test_what_is_wrong_with_a_template_is_told(studio, fields, code):
    status, problem = await studio.ask("POST", "/v1/templates", json=fields)
    assert problem["code"] == code
    assert status in (400, 422)


async def test_only_so_many_templates_are_kept(studio, monkeypatch):
    monkeypatch.setattr(saved_templates, "MOST_TEMPLATES", 1)
    await studio.ask("POST", "/v1/templates", data=CARD)
    assert (await studio.ask("POST", "/v1/templates", data=CARD))[0] == 201
    status, problem = await studio.ask("POST", "/v1/templates", data={**CARD, "name": "other"})
    assert (status, problem["code"]) == (422, "too_many_templates")


@pytest.mark.parametrize("text", ["{", '{"name": "x"}', json.dumps({**CARD, "options": {"a": 1}})])
def test_a_file_that_is_no_template_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(RequestError) as refused:
        read_saved(tmp_path / "x.json")
    assert refused.value.code == "template_file_wrong"
