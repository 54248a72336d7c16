"""What Discord is told of the commands, held to the limits that it has for them."""

import re

import pytest

from talking_photo.bots.conversation.flow import _COMMANDS
from talking_photo.bots.conversation.messages import Button
from talking_photo.bots.discord_bot.commands import payload
from talking_photo.bots.discord_bot.parsing import _COMMANDS as RENAMED
from talking_photo.bots.discord_bot.parts import view_of
from talking_photo.core.jobs.job import ChatRef
from talking_photo.core.settings import Settings, StudioSettings

PART, TEXT = 1, 3
ANNA = ChatRef(platform="discord", chat="70", user="1234567890123456789", message="1")
WITH_PAGE = Settings(studio=StudioSettings(public_url="https://photos.example.org"))
LOCALES = {"de", "es-ES", "es-419", "fr", "pt-BR", "ru", "uk"}


def parts(command):
    """A command with everything in it, from outside to inside."""
    yield command
    for option in command.get("options", ()):
        yield from parts(option)


def everything():
    return [part for command in payload(WITH_PAGE) for part in parts(command)]


def test_names_and_descriptions_fit_in_every_language():
    for part in everything():
        if "description" not in part:  # the entry in the menu of a message
            names = [part["name"], *part["name_localizations"].values()]
            assert all(1 <= len(name) <= 32 for name in names)
            continue
        assert re.fullmatch(r"[a-z]{1,32}", part["name"])
        said = [part["description"], *part["description_localizations"].values()]
        assert all(1 <= len(words) <= 100 for words in said)
        assert set(part["description_localizations"]) == LOCALES


def test_what_must_be_given_stands_before_what_may_be():
    for part in everything():
        must = [option.get("required", False) for option in part.get("options", ())]
        assert must == sorted(must, reverse=True)
        assert len(must) <= 25


def test_no_option_has_both_choices_and_suggestions():
    for part in everything():
        assert not ("choices" in part and part.get("autocomplete"))
        assert len(part.get("choices", ())) <= 25


def test_every_text_that_can_be_typed_has_a_longest_length():
    for part in everything():
        if part.get("type") == TEXT and "choices" not in part and "description" in part:
            assert 1 <= part["max_length"] <= 6000, part["name"]


def test_every_command_can_be_used_everywhere_and_by_whoever_adds_it_to_themselves():
    for command in payload(WITH_PAGE):
        assert (command["contexts"], command["integration_types"]) == ([0, 1, 2], [0, 1])


def test_every_command_is_answered():
    for command in payload(WITH_PAGE):
        inner = [option for option in command.get("options", ()) if option["type"] == PART]
        names = [f"{command['name']} {option['name']}" for option in inner] or [command["name"]]
        if "description" not in command:
            continue
        assert all(RENAMED.get(name, name) in _COMMANDS for name in names)


@pytest.mark.parametrize("count", [1, 5, 6, 25, 40])
async def test_more_rows_of_buttons_than_discord_has_are_filled_up(count):
    rows = tuple((Button(f"b{at}", "choice", f"{at}"),) for at in range(count))
    lines = view_of(ANNA, rows).to_components()
    shown = [button["label"] for line in lines for button in line["components"]]
    assert len(lines) <= 5
    assert shown == [f"b{at}" for at in range(min(count, 25))]


async def test_a_button_tells_its_owner_within_a_hundred_letters():
    rows = ((Button("3", "face", f"{'a' * 24}:all"),),)
    ((line,),) = [one["components"] for one in view_of(ANNA, rows).to_components()]
    assert line["custom_id"] == f"face|1234567890123456789|{'a' * 24}:all"
    assert len(line["custom_id"]) <= 100


def test_a_page_that_nobody_can_open_is_not_offered():
    names = [
        {command["name"] for command in payload(settings)} for settings in (WITH_PAGE, Settings())
    ]
    assert names[0] - names[1] == {"web"}
