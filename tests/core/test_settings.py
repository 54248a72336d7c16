from __future__ import annotations

import pickle
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from talking_photo.core.errors import SettingsError
from talking_photo.core.settings import Settings, load_settings

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def refusal(path=None, environment=()):
    with pytest.raises(SettingsError) as caught:
        load_settings(path, dict(environment))
    return caught.value


def toml(folder, text):
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_and_variables_the_defaults_hold():
    assert load_settings(None, {}) == Settings()


def test_the_example_shows_every_key_at_its_default():
    assert load_settings(EXAMPLE, {}) == Settings()
    text = EXAMPLE.read_text(encoding="utf-8")
    for section, values in Settings().model_dump().items():
        _, _, body = text.partition(f"[{section}]\n")
        body = body.partition("\n[")[0]
        for key in values:
            assert any(
                line.removeprefix("# ").startswith(f"{key} =") and "#" in line[1:]
                for line in body.splitlines()
            ), f"{section}.{key} has no line with a comment"


def test_variables_win_over_the_file_and_the_file_over_the_defaults(tmp_path):
    path = toml(tmp_path, '[render]\nmax_side = 720\nchildren = 2\n[video]\nlabel = "Robot"\n')
    settings = load_settings(path, {"TALKING_PHOTO_RENDER__CHILDREN": "3", "PATH": "/bin"})
    assert settings.render.max_side == 720
    assert settings.render.children == 3
    assert settings.video.label == "Robot"
    assert settings.photo == Settings().photo


def test_nothing_is_read_that_was_not_given(monkeypatch):
    monkeypatch.setenv("TALKING_PHOTO_RENDER__CHILDREN", "7")
    assert load_settings(None, {}).render.children == 1
    assert Settings().render.children == 1


def test_a_list_in_a_variable_stands_between_commas():
    settings = load_settings(None, {"TALKING_PHOTO_VOICE__ORDER": "google, espeak"})
    assert settings.voice.order == ("google", "espeak")


@pytest.mark.parametrize("section", list(Settings.model_fields))
def test_every_key_can_come_from_a_file_of_its_own(section, tmp_path):
    changed = {"order": "espeak", "variant": "f2", "label": "robot", "label_corner": "top_left"}
    changed |= {"visible_label": "false"}
    changed |= {
        "google_base_url": "http://127.0.0.1:1",
        "piper_folder": "voices",
        "folder": "voices",
        "mirror_url": "http://127.0.0.1:1",
        "vosk_folder": "vosk",
    }
    changed |= {"preset": "fast", "max_side": "128", "pitch": "1.5", "pace": "1.5"}
    changed |= {"url": "sqlite:///other.db", "host": "0.0.0.0", "mode": "webhook"}
    changed |= {
        "token": "1:sixteen-letters-and-more",
        "enabled": "false",
        "hosts": "a.example",
        "public_url": "https://a.example",
        "webhook_hosts": "a.example:5678",
        "frame_ancestors": "https://a.example",
    }
    changed |= dict.fromkeys(("base_url", "base_file_url", "webhook_url"), "http://127.0.0.1:1")
    changed |= {"api_base": "http://127.0.0.1:1", "gateway": "ws://127.0.0.1:1"}
    changed |= {"allowed": "telegram:1", "blocked": "telegram:2", "cdn_hosts": "127.0.0.1"}
    changed |= {
        "sandbox": "false",
        "webhook_secret": "a_b-c",
        "metrics_token": "sixteen-letters-and-more",
    }
    changed |= {"name": "Anna", "contact": "anna@example.org", "chats": "telegram:-1"}
    changed |= {"certificate": "a.pem", "private_key": "a.key", "trusted": "b.pem"}
    changed |= {"timestamp_url": "http://127.0.0.1:1", "credentials": "false"}
    changed["speech_mark"] = "false"
    changed["language"] = "de"
    for key, default in getattr(Settings(), section):
        another = default + 1 if isinstance(default, int) else None
        path = tmp_path / key
        path.write_text(f"{changed.get(key) or another or default * 1.25}\n")
        variable = f"TALKING_PHOTO_{section}__{key}_FILE".upper()
        settings = load_settings(None, {variable: str(path)})
        assert getattr(getattr(settings, section), key) != default


def test_a_key_is_not_given_twice(tmp_path):
    variables = {"TALKING_PHOTO_VIDEO__LABEL": "x", "TALKING_PHOTO_VIDEO__LABEL_FILE": "y"}
    error = refusal(environment=variables)
    assert (error.code, error.facts) == ("setting_given_twice", {"key": "video.label"})


def test_a_missing_file_of_a_key_is_named_by_the_key(tmp_path):
    error = refusal(environment={"TALKING_PHOTO_VIDEO__LABEL_FILE": str(tmp_path / "none")})
    assert error.code == "setting_file_unreadable"
    assert error.facts == {"key": "video.label_file"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[render]\nchildern = 2\n", "render.childern"),
        ("[rendr]\nchildren = 2\n", "rendr"),
        ("children = 2\n", "children"),
    ],
)
def test_an_unknown_key_in_the_file_is_refused_by_name(text, key, tmp_path):
    error = refusal(toml(tmp_path, text))
    assert (error.code, error.facts) == ("setting_unknown", {"key": key})


@pytest.mark.parametrize(
    "name", ["RENDER__CHILDERN", "RENDR__CHILDREN", "CHILDREN", "RENDER__", "VIDEO__LABEL__X"]
)
def test_an_unknown_variable_of_ours_is_refused(name):
    assert refusal(environment={f"TALKING_PHOTO_{name}": "2"}).code == "setting_unknown"


@pytest.mark.parametrize(
    ("written", "variable", "facts"),
    [
        ('[clip]\nlabel = ""\n', "CLIP__LABEL", {"key": "clip", "new": "video"}),
        (
            "[retention]\nclip_hours = 5\n",
            "RETENTION__CLIP_HOURS",
            {"key": "retention.clip_hours", "new": "retention.video_hours"},
        ),
    ],
)
def test_a_setting_by_its_former_name_is_refused_with_its_new_one(
    tmp_path, written, variable, facts
):
    for error in (
        refusal(toml(tmp_path, written)),
        refusal(environment={f"TALKING_PHOTO_{variable}": "5"}),
    ):
        assert (error.code, error.facts) == ("setting_renamed", facts)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RENDER__CHILDREN", "hunter2"),
        ("RENDER__CHILDREN", "-44444"),
        ("VIDEO__PRESET", "hunter2"),
        ("VOICE__GOOGLE_BASE_URL", "ftp://hunter2"),
        ("VOICE__VARIANT", "../hunter2"),
        ("VOICE__PACE", "nAn"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key_and_never_shown(name, value):
    error = refusal(environment={f"TALKING_PHOTO_{name}": value})
    assert error.code == "setting_wrong"
    assert error.facts["key"] == name.lower().replace("__", ".")
    assert value not in "".join(traceback.format_exception(error))


def test_a_voice_is_not_named_twice():
    error = refusal(environment={"TALKING_PHOTO_VOICE__ORDER": "espeak,espeak"})
    assert error.facts["key"] == "voice.order"


def test_a_section_that_is_no_table_is_refused_even_under_a_variable(tmp_path):
    error = refusal(toml(tmp_path, "render = 3\n"), {"TALKING_PHOTO_RENDER__CHILDREN": "2"})
    assert (error.code, error.facts["key"]) == ("setting_wrong", "render")


def test_a_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "none.toml").code == "settings_file_unreadable"


@pytest.mark.parametrize("content", [b"[render\n", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_file_that_is_no_toml_is_refused(content, tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    assert refusal(path).code == "settings_file_broken"


def test_settings_cannot_be_changed_and_survive_pickling():
    settings = load_settings(None, {"TALKING_PHOTO_RENDER__CHILDREN": "2"})
    with pytest.raises(ValidationError):
        settings.render.children = 3
    assert pickle.loads(pickle.dumps(settings)) == settings


@pytest.mark.parametrize("chat", ["anna", "telegram:anna", "discord:-5", "telegram:"])
def test_a_chat_of_the_operator_is_a_platform_and_a_number(chat):
    error = refusal(environment={"TALKING_PHOTO_OPERATOR__CHATS": f"telegram:-5,{chat}"})
    assert (error.code, error.facts["key"]) == ("setting_wrong", "operator.chats")


def test_a_dictionary_is_checked_word_by_word(tmp_path):
    path = toml(tmp_path, '[dictionary]\n"Siobhán" = "shi-VAWN"\nNguyen = "/wɪn/"\n')
    settings = load_settings(path, {"TALKING_PHOTO_DICTIONARY__GIF": "jif"})
    assert settings.dictionary == {"Siobhán": "shi-VAWN", "Nguyen": "/wɪn/", "gif": "jif"}
    assert settings.secrets() == frozenset()
    with pytest.raises(SettingsError) as refused:
        load_settings(toml(tmp_path, '[dictionary]\nNguyen = "/Win/"\n'), {})
    assert refused.value.facts == {"key": "dictionary.Nguyen", "problem": "ipa_wrong"}
