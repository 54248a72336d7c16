"""The commands `tokens create`, `tokens list` and `tokens revoke`."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from talking_photo.bots import texts
from talking_photo.bots.cli.output import Output
from talking_photo.core.jobs.job import AccessToken, DailyLimits
from talking_photo.core.settings import Settings


def run(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Run the chosen one; the token or the table is the standard output.

    Raises:
        SettingsError: token_name_wrong, token_name_taken or token_unknown.
        StorageError: The database or the media cannot be reached.
    """
    return asyncio.run(_run(chosen, settings, console))


async def _run(chosen: argparse.Namespace, settings: Settings, console: Console) -> int:
    # Imported here: the database takes a second that the other commands do not need.
    from talking_photo.bots import app
    from talking_photo.bots.web_studio.visitors import person_of_token

    async with app.open_services(settings) as services:
        tokens = services.tokens
        match chosen.tokens_command:
            case "create":
                print(await tokens.create(chosen.name, _limits(chosen)))  # noqa: T201 - the result
                _print(console, "It is shown this once; keep it where secrets are kept.")
            case "revoke":
                token = await tokens.named(chosen.name)
                await tokens.revoke(token)
                await services.people.erase(person_of_token(token))
                _print(console, "It is refused from now on; what was stored for it is deleted.")
            case _:
                _list(await tokens.all(), as_json=chosen.json)
    return 0


def _limits(chosen: argparse.Namespace) -> DailyLimits:
    minutes = chosen.minutes_per_day
    return DailyLimits(
        jobs=chosen.videos_per_day, seconds=None if minutes is None else 60 * minutes
    )


def _list(tokens: Sequence[AccessToken], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([_facts(token) for token in tokens], ensure_ascii=False))  # noqa: T201
        return
    table = Table("name", "created", "last used", "videos a day", "minutes a day", box=None)
    for token in tokens:
        limits = token.limits
        table.add_row(
            token.name,
            texts.date(token.created, "en"),
            "never" if token.used is None else texts.date(token.used, "en"),
            "as everybody" if limits.jobs is None else str(limits.jobs),
            "as everybody" if limits.seconds is None else f"{limits.seconds / 60:g}",
        )
    Output().print(table, highlight=False, markup=False)


def _facts(token: AccessToken) -> dict[str, object]:
    seconds = token.limits.seconds
    return {
        "name": token.name,
        "created": int(token.created),
        "last_used": None if token.used is None else int(token.used),
        "videos_per_day": token.limits.jobs,
        "minutes_per_day": None if seconds is None else seconds / 60,
    }


def _print(console: Console, sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)
