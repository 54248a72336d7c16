"""What may be asked for: the values of the options, and what is said of wrong ones."""

import dataclasses

import pytest
from pydantic import TypeAdapter, ValidationError

from talking_photo.core.errors import RequestError
from talking_photo.core.model import Background, Expression, Layout
from talking_photo.core.request import RenderOptions


def test_plain_strings_stand_for_the_members_of_the_enums():
    options = RenderOptions(expression="happy", layout="square", background="green")
    assert options.expression is Expression.HAPPY
    assert options.layout is Layout.SQUARE
    assert options.background is Background.GREEN


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("expression", "hapy", "neutral, happy, sad, surprised, angry"),
        ("layout", "wide", "original, square, portrait, landscape, round"),
        ("background", None, "keep, green, transparent"),
        ("strength", 1.6, "0 … 1.5"),
        ("motion", -0.1, "0 … 1.5"),
        ("strength", float("nan"), "0 … 1.5"),
        ("pitch", 0.4, "0.5 … 2"),
        ("pace", "fast", "0.5 … 2"),
        ("captions", "yes", "true, false"),
        ("voice", "", "1–100 letters"),
        ("language", 7, "1–100 letters"),
        ("face", 0, "1, 2, 3 …, all"),
        ("face", True, "1, 2, 3 …, all"),
        ("seed", -1, "0 … 4294967295"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(option, value, allowed):
    with pytest.raises(RequestError) as caught:
        RenderOptions(**{option: value})
    assert caught.value.code == "option_wrong"
    assert caught.value.facts == {"option": option, "allowed": allowed}


def test_an_unknown_name_is_refused():
    with pytest.raises(TypeError, match="expresion"):
        RenderOptions(expresion="happy")
    with pytest.raises(ValidationError, match="expresion"):
        TypeAdapter(RenderOptions).validate_json('{"expresion": "happy"}')


def test_options_are_frozen_and_survive_json():
    options = RenderOptions(expression="sad", strength=0.5, pitch=1.2, face="all", seed=3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        options.seed = 4
    adapter = TypeAdapter(RenderOptions)
    assert adapter.validate_json(adapter.dump_json(options)) == options


def test_a_dictionary_is_checked_and_survives_json():
    options = RenderOptions(dictionary={"Siobhán": "shi-VAWN", "Nguyen": "[[wɪn]]"})
    assert options.dictionary == {"Siobhán": "shi-VAWN", "Nguyen": "/wɪn/"}
    adapter = TypeAdapter(RenderOptions)
    assert adapter.validate_json(adapter.dump_json(options)) == options
    assert hash(options) == hash(RenderOptions())
    with pytest.raises(RequestError, match="option_wrong"):
        RenderOptions(dictionary=["Siobhán"])
    with pytest.raises(RequestError, match="ipa_wrong"):
        RenderOptions(dictionary={"Nguyen": "/Win/"})
