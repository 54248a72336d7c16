"""Commands of the operator, in the operator's own chats only.

Statistics, block, announce, drain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from talking_photo.bots import texts
from talking_photo.bots.conversation.context import Host
from talking_photo.bots.conversation.messages import Button, Heard, Pressed
from talking_photo.core.jobs.job import (
    UNFINISHED,
    Announcement,
    ChatRef,
    JobId,
    JobState,
    PersonId,
)
from talking_photo.core.settings import OperatorSettings

ANNOUNCE_LETTERS = 1800
"""What a message has room for on both platforms, with its head."""
_MOST_DAYS = 3650
_DAY_SECONDS = 24 * 3600.0
_MOST_STOPPED = 1000
"""Of somebody who is blocked, so many waiting jobs are stopped."""

Action = Callable[[Host, Heard, str], Awaitable[None]]


def is_operator_chat(chat: ChatRef, settings: OperatorSettings) -> bool:
    """Return whether commands of the operator are taken here."""
    return f"{chat.platform}:{chat.chat}" in settings.chats


def who_runs_it(settings: OperatorSettings, language: str) -> str:
    """Say who runs the bot and how they are reached, as far as they say so."""
    match bool(settings.name), bool(settings.contact):
        case True, True:
            key = "run_by"
        case True, False:
            key = "run_by_name"
        case False, True:
            key = "run_by_contact"
        case _:
            key = "run_by_nobody"
    name = settings.name.removesuffix(".")  # a sentence ends there
    return texts.operator_chat(key, language, name=name, contact=settings.contact)


def blocked(settings: OperatorSettings, language: str) -> str:
    """Tell somebody that they are kept out, and whom they can ask."""
    return f"{_say('you_are_blocked', language)} {who_runs_it(settings, language)}"


async def hear(host: Host, heard: Heard) -> bool:
    """Do what the operator commands; False when a message is no command of theirs."""
    if not is_operator_chat(heard.ref, host.desk.settings.operator):
        return False
    command, words = _command(heard)
    action = COMMANDS.get(command)
    if action is None:
        return False
    await action(host, heard, words)
    return True


async def press(host: Host, pressed: Pressed) -> None:
    """Send an announcement, or drop it."""
    if not is_operator_chat(pressed.ref, host.desk.settings.operator):
        await host.room.receipt(pressed, texts.chat("stale", pressed.language))
        return
    await host.room.receipt(pressed)
    asked = None if pressed.value == "no" else await host.asked(pressed)
    order = None if asked is None else _announcement(_command(asked)[1])
    if pressed.value == "no":
        text = texts.operator_chat("announce_dropped", pressed.language)
    elif order is None or asked is None:
        text = texts.operator_chat("announce_gone", pressed.language)
    else:
        people = await _people(host, order[0])
        announcement = Announcement(
            id=asked.key, text=order[1], chat=pressed.ref, language=pressed.language
        )
        await host.desk.studio.operator.announce(announcement, people)
        host.desk.wake_announcer.set()
        text = texts.operator_chat("announce_begun", pressed.language, count=len(people))
    await host.room.change(pressed.ref, pressed.ref.message, text)
    if host.pending is not None:
        await host.pending.done(pressed.ref.message)


async def _statistics(host: Host, heard: Heard, _words: str) -> None:
    studio, language = host.desk.studio, heard.language
    now = studio.clock()
    jobs = await studio.jobs.count_by_state()
    day, month = [
        len(await studio.operator.people_since(now - days * _DAY_SECONDS)) for days in (1, 30)
    ]
    failed = await studio.operator.failures_between(now - _DAY_SECONDS, now + _DAY_SECONDS)
    codes = ", ".join(f"{failure.jobs} × {failure.code}" for failure in failed)
    platforms = [connection.platform for connection in host.desk.health.connections]
    backlog = await studio.inbox.backlog(platforms, now)
    lines = [
        _say(
            "statistics",
            language,
            queued=jobs[JobState.QUEUED],
            running=jobs[JobState.RUNNING],
            rendered=jobs[JobState.RENDERED],
        ),
        _say("people", language, day=day, month=month),
        *(
            _say(
                "updates",
                language,
                platform=platform.capitalize(),
                updates=waiting.updates,
                time=waiting.oldest_seconds,
            )
            for platform, waiting in backlog.items()
        ),
        _say("failures", language, codes=codes) if codes else _say("failures_none", language),
        *await _problems(host, language),
    ]
    if await studio.operator.draining():
        lines.append(_say("is_draining", language))
    await host.room.say(heard.ref, "\n".join(lines))


async def _problems(host: Host, language: str) -> list[str]:
    checks = await host.desk.health.checks()
    wrong = [
        f"• {texts.problem(name, check.problem, check.facts, language)}"
        for name, check in checks.items()
        if check.problem is not None
    ]
    return [_say("wrong_now", language), *wrong] if wrong else [_say("all_well", language)]


async def _block(host: Host, heard: Heard, words: str) -> None:
    person = await _person(host, words)
    if person is None:
        await host.room.say(heard.ref, _say("who_how", heard.language, command="block"))
        return
    studio = host.desk.studio
    await studio.people.block(person, blocked=True)
    waiting = [
        job for job in await studio.history(person, _MOST_STOPPED) if job.state in UNFINISHED
    ]
    stopped = await asyncio.gather(*(studio.cancel(job.id) for job in waiting))
    text = _say("blocked", heard.language, person=person, count=sum(stopped))
    await host.room.say(heard.ref, text)


async def _unblock(host: Host, heard: Heard, words: str) -> None:
    person = await _person(host, words)
    if person is None:
        await host.room.say(heard.ref, _say("who_how", heard.language, command="unblock"))
        return
    await host.desk.studio.people.block(person, blocked=False)
    await host.room.say(heard.ref, _say("unblocked", heard.language, person=person))


async def _announce(host: Host, heard: Heard, words: str) -> None:
    """Ask whether it shall be sent, with the number of people and the text as they will see it."""
    order = _announcement(words)
    if order is None:
        await host.room.say(heard.ref, _say("announce_how", heard.language))
        return
    days, text = order
    if len(text) > ANNOUNCE_LETTERS:
        long = _say("announce_long", heard.language, characters=len(text), most=ANNOUNCE_LETTERS)
        await host.room.say(heard.ref, long)
        return
    people = await _people(host, days)
    if not people:
        await host.room.say(heard.ref, _say("announce_none", heard.language, days=days))
        return
    buttons = (
        (Button(_say("announce_yes", heard.language), "announce", "yes"),),
        (Button(_say("announce_no", heard.language), "announce", "no"),),
    )
    ask = _say("announce_ask", heard.language, count=len(people), days=days, text=text)
    message = await host.room.say(heard.ref, ask, buttons)
    await host.wait(message, heard)


async def _drain(host: Host, heard: Heard, _words: str) -> None:
    await host.desk.studio.operator.drain(on=True)
    jobs = await host.desk.studio.jobs.count_by_state()
    left = sum(jobs[state] for state in UNFINISHED)
    await host.room.say(heard.ref, _say("drained", heard.language, count=left))


async def _undrain(host: Host, heard: Heard, _words: str) -> None:
    await host.desk.studio.operator.drain(on=False)
    await host.room.say(heard.ref, _say("undrained", heard.language))


def _command(heard: Heard) -> tuple[str, str]:
    """Read the command, and what stands behind it."""
    if heard.command is not None:
        return heard.command.lower(), heard.words
    if heard.ref.details.get("asked") != "message":
        return "", heard.words
    # Where commands are not written as such, the first word after our name is one.
    command, _, words = heard.words.removeprefix("/").partition(" ")
    return command.lower(), words.strip()


def _announcement(words: str) -> tuple[int, str] | None:
    """Read the days and the text of an announcement; None when one of them is missing."""
    days, _, text = words.partition(" ")
    if not (days.isdecimal() and 0 < int(days) <= _MOST_DAYS and text.strip()):
        return None
    return int(days), text.strip()


async def _people(host: Host, days: int) -> list[PersonId]:
    studio = host.desk.studio
    since = studio.clock() - days * _DAY_SECONDS
    blocked = host.desk.settings.access.blocked
    return [one for one in await studio.operator.people_since(since) if one not in blocked]


async def _person(host: Host, words: str) -> PersonId | None:
    """Find who is meant: `platform:number`, or the number of a job of theirs."""
    platform, colon, number = words.partition(":")
    if colon and platform.isalpha() and number.isdecimal():
        return PersonId(f"{platform.lower()}:{number}")
    job = await host.desk.studio.status(JobId(words)) if words else None
    return None if job is None or not job.order.chat.user else job.order.chat.person


def _say(key: str, language: str, **facts: str | float) -> str:
    return texts.operator_chat(key, language, **facts)


COMMANDS: Mapping[str, Action] = {
    "statistics": _statistics,
    "block": _block,
    "unblock": _unblock,
    "announce": _announce,
    "drain": _drain,
    "undrain": _undrain,
}


def described(language: str) -> dict[str, str]:
    """Return what each command does, for a menu."""
    return {name: texts.operator_chat(f"does_{name}", language) for name in COMMANDS}
