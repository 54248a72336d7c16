"""What a log may hold: enough to find a fault, no token, no password, nobody's words."""

import json
import logging

import pytest

from talking_photo.bots.service.logs import JsonFormatter, RedactingFormatter
from talking_photo.core.settings import Settings, load_settings

TOKEN = "123456789:AAH-abcdefghijklmnopqrstuvwxyz_0123"


def written(message, *arguments, secrets=(), **more):
    record = logging.getLogger("talking_photo.bots").makeRecord(
        "talking_photo.bots",
        logging.WARNING,
        __file__,
        1,
        message,
        arguments,
        more.pop("exc_info", None),
    )
    record.__dict__.update(more)
    return JsonFormatter(secrets).format(record)


def test_a_line_is_json_with_time_level_place_message_and_job():
    entry = json.loads(written("job %s: rendered", "j1", job="j1"))
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "level": "warning",
        "logger": "talking_photo.bots",
        "message": "job j1: rendered",
        "job": "j1",
    }


def test_a_token_is_blotted_out_wherever_it_stands():
    line = written("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    assert TOKEN not in line
    assert "/bot[token]/getMe" in line


def test_the_tokens_of_discord_are_blotted_out_wherever_they_stand():
    token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs-abc"
    line = written(
        "Bot %s, PATCH https://discord.com/api/v10/webhooks/42/aW50-_x/messages/1", token
    )
    assert token not in line
    assert "aW50" not in line
    assert "/webhooks/[token]/messages/1" in line


def test_the_password_of_a_database_is_blotted_out():
    assert "hunter2" not in written("postgresql://anna:hunter2@db.example/x is gone")
    assert "@db.example/x" in written("postgresql://anna:hunter2@db.example/x is gone")


@pytest.mark.parametrize(
    ("text", "secret", "rest"),
    [
        ("GET https://x.example/a?password=hunter2&page=3", "hunter2", "&page=3"),
        ("GET https://x.example/a?a=1&key=AIzaSyB-1234 done", "AIzaSyB-1234", "?a=1&key="),
        ("GET https://x.example/a?client_secret=s3cr3t#top", "s3cr3t", "client_secret="),
        ("GET https://x.example/a?access_token=ya29.abc", "ya29.abc", "access_token="),
        ("https://b.s3.example/k?X-Amz-Signature=0f3a&X-Amz-Date=1", "0f3a", "&X-Amz-Date=1"),
        ("https://b.s3.example/k?X-Amz-Credential=AKIA%2F1%2Fs3", "AKIA%2F1", "X-Amz-Credential="),
        ("postgresql://anna:hun/ter@2@db.example/x is gone", "hun/ter@2", "@db.example/x is gone"),
        ("s3://only-a-token@bucket/folder", "only-a-token", "@bucket/folder"),
        ("host=db password=hunter2 user=anna", "hunter2", " user=anna"),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG in use", "wJalrXUtnFEMI/K7MDENG", " in use"),
        ("id AKIAIOSFODNN7EXAMPLE is known", "AKIAIOSFODNN7EXAMPLE", " is known"),
        ('{"client_secret": "s3cr3t", "page": 3}', "s3cr3t", "page"),
        ("Authorization: Bearer abc.def-ghi and more", "abc.def-ghi", " and more"),
        ("Authorization: Bot MTk4NjIy and more", "MTk4NjIy", " and more"),
        ("POST /bot123456789%3AAAH-abcdefghijklmnopqrstuvwxyz_0123/getMe", "AAH-abc", "/getMe"),
        ("POST /api/v10/interactions/42/aW50LWRhdGE/callback", "aW50LWRhdGE", "/callback"),
    ],
)
def test_keys_passwords_and_logins_are_blotted_out_and_the_rest_stays(text, secret, rest):
    line = json.loads(written(text))["message"]
    assert secret not in line
    assert rest in line


@pytest.mark.parametrize(
    "text",
    [
        "setting_wrong key=telegram.token problem=missing",
        "telegram: not connected: token_refused, getUpdates was answered with 401",
        "web server on 0.0.0.0 port 8080; /metrics answers whoever knows web.metrics_token",
        "see https://docs.example/page?section=keys&lang=en",
    ],
)
def test_lines_without_a_secret_stay_as_they_are(text):
    assert json.loads(written(text))["message"] == text


def test_the_secrets_of_the_settings_are_blotted_out_whatever_they_look_like():
    settings = load_settings(
        None,
        {
            "TALKING_PHOTO_DATABASE__URL": "postgresql://anna:corr%40ct%20horse@db/x",
            "TALKING_PHOTO_TELEGRAM__WEBHOOK_SECRET": "plain-word",
            "TALKING_PHOTO_WEB__METRICS_TOKEN": 'quote"and\\backslash',
        },
    )
    secrets = settings.secrets()
    assert secrets == {"corr@ct horse", "plain-word", 'quote"and\\backslash'}
    for secret in secrets:
        assert secret[:5] not in written("it is %s, and so on", secret, secrets=secrets)
    assert "corr" not in written("corr%40ct%20horse", secrets=secrets)
    assert Settings().secrets() == frozenset()


def test_a_traceback_on_the_terminal_is_free_of_secrets():
    error = ValueError("postgresql://anna:hunter2@db.example/x")
    found = (ValueError, error, None)
    record = logging.getLogger("x").makeRecord("x", 40, "f", 1, "broken", (), found)
    text = RedactingFormatter().format(record)
    assert "ValueError: postgresql://[login]@db.example/x" in text


def test_an_error_is_reported_by_its_kind_and_place_and_not_by_its_message():
    words = " ".join(["what", "somebody", "wrote"])  # not as such in the lines of this file
    try:
        try:
            int(words)
        except ValueError as exc:
            raise RuntimeError(words) from exc
    except RuntimeError as exc:
        line = written("broken", exc_info=(type(exc), exc, exc.__traceback__))
    assert words not in line
    assert "test_logs.py" in line
    assert "RuntimeError" in line
    assert "ValueError" in line
