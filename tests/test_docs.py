"""The pages for people: their links lead somewhere, and they name every option."""

import dataclasses
import re

import pytest

import run
from talking_photo.bots.__main__ import _parser
from talking_photo.core.request import RenderOptions

PAGES = [*run.ROOT.glob("*.md"), *(run.ROOT / "docs").glob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_names_every_argument_of_speak():
    commands = _parser()._subparsers._group_actions[0].choices
    arguments = {
        option for action in commands["speak"]._actions for option in action.option_strings
    } - {"-h", "--help", "-o", "--output"}
    readme = (run.ROOT / "README.md").read_text()
    assert {argument for argument in arguments if argument not in readme} == set()


def test_the_page_of_the_api_names_every_option():
    page = (run.ROOT / "docs" / "api-python.md").read_text()
    names = {field.name for field in dataclasses.fields(RenderOptions)}
    assert {name for name in names if f"`{name}`" not in page} == set()
