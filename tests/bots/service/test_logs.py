"""What a log may hold: enough to find a fault, no token, no password, nobody's words."""

import json
import logging

from talking_photo.bots.service.logs import JsonFormatter

TOKEN = "123456789:AAH-abcdefghijklmnopqrstuvwxyz_0123"


def written(message, *arguments, **more):
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
    return JsonFormatter().format(record)


def test_a_line_is_json_with_time_level_place_message_and_job():
    told = json.loads(written("job %s: rendered", "j1", job="j1"))
    assert told.pop("time").endswith("+00:00")
    assert told == {
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


def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_message():
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
