"""Commands of the operator, in the operator's own chats only.

Statistics, block, announce, drain.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from talking_photo.bots import texts
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.messages import Button, ButtonPress, IncomingMessage
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
_UNREACHABLE = "web:"
"""Whoever uses the page cannot be written to."""
_MOST_DAYS = 3650
"""Of somebody who is blocked, so many waiting jobs are stopped."""

Action = Callable[[ChatContext, IncomingMessage, str], Awaitable[None]]


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


def blocked(settings: OperatorSettings, platform: str, language: str) -> str:
    """Tell somebody that they are kept out, what they can do, and whom they can ask."""
    group = "mydata " if platform == "discord" else ""
    text = texts.operator_chat(
        "you_are_blocked", language, export=f"/{group}export", delete=f"/{group}delete"
    )
    return f"{text} {who_runs_it(settings, language)}"


async def hear(context: ChatContext, incoming: IncomingMessage) -> bool:
    """Do what the operator commands; False when a message is no command of theirs."""
    if not is_operator_chat(incoming.ref, context.shared.settings.operator):
        return False
    command, words = _command(incoming)
    action = COMMANDS.get(command)
    if action is None:
        return False
    await action(context, incoming, words)
    return True


async def press(context: ChatContext, pressed: ButtonPress) -> None:
    """Send an announcement, or drop it."""
    if not is_operator_chat(pressed.ref, context.shared.settings.operator):
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    await context.chat_client.acknowledge(pressed)
    asked = None if pressed.value == "no" else await context.asked(pressed)
    announced = None if asked is None else _announcement(_command(asked)[1])
    if pressed.value == "no":
        text = texts.operator_chat("announce_dropped", pressed.language)
    elif announced is None or asked is None:
        text = texts.operator_chat("announce_gone", pressed.language)
    else:
        people = await _people(context, announced[0])
        announcement = Announcement(
            id=asked.key, text=announced[1], chat=pressed.ref, language=pressed.language
        )
        await context.shared.operator.announce(announcement, people)
        context.shared.wake_announcer.set()
        text = texts.operator_chat("announce_begun", pressed.language, count=len(people))
    await context.chat_client.change(pressed.ref, pressed.ref.message, text)
    if context.pending is not None:
        await context.pending.done(pressed.ref.message)


async def _statistics(context: ChatContext, incoming: IncomingMessage, _words: str) -> None:
    service, language = context.shared.operator, incoming.language
    jobs = await service.jobs_by_state()
    day, month = [len(await service.people_of_days(days)) for days in (1, 30)]
    failed = await service.failures_of_a_day()
    codes = ", ".join(f"{failure.jobs} × {failure.code}" for failure in failed)
    platforms = [connection.platform for connection in context.shared.health.connections]
    backlog = await service.backlog(platforms)
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
        *await _problems(context, language),
    ]
    if await service.draining():
        lines.append(_say("is_draining", language))
    await context.chat_client.say(incoming.ref, "\n".join(lines))


async def _problems(context: ChatContext, language: str) -> list[str]:
    checks = await context.shared.health.checks()
    wrong = [
        f"• {texts.problem(name, check.problem, check.facts, language)}"
        for name, check in checks.items()
        if check.problem is not None
    ]
    return [_say("wrong_now", language), *wrong] if wrong else [_say("all_well", language)]


async def _block(context: ChatContext, incoming: IncomingMessage, words: str) -> None:
    person = await _person(context, words)
    if person is None:
        await context.chat_client.say(
            incoming.ref, _say("who_how", incoming.language, command="block")
        )
        return
    stopped = await context.shared.operator.block(person)
    text = _say("blocked", incoming.language, person=person, count=stopped)
    await context.chat_client.say(incoming.ref, text)


async def _unblock(context: ChatContext, incoming: IncomingMessage, words: str) -> None:
    person = await _person(context, words)
    if person is None:
        await context.chat_client.say(
            incoming.ref, _say("who_how", incoming.language, command="unblock")
        )
        return
    await context.shared.operator.unblock(person)
    await context.chat_client.say(
        incoming.ref, _say("unblocked", incoming.language, person=person)
    )


async def _announce(context: ChatContext, incoming: IncomingMessage, words: str) -> None:
    """Ask whether it shall be sent, with the number of people and the text as they will see it."""
    announced = _announcement(words)
    if announced is None:
        await context.chat_client.say(incoming.ref, _say("announce_how", incoming.language))
        return
    days, text = announced
    if len(text) > ANNOUNCE_LETTERS:
        long = _say(
            "announce_long", incoming.language, characters=len(text), most=ANNOUNCE_LETTERS
        )
        await context.chat_client.say(incoming.ref, long)
        return
    people = await _people(context, days)
    if not people:
        await context.chat_client.say(
            incoming.ref, _say("announce_none", incoming.language, days=days)
        )
        return
    buttons = (
        (Button(_say("announce_yes", incoming.language), "announce", "yes"),),
        (Button(_say("announce_no", incoming.language), "announce", "no"),),
    )
    ask = _say("announce_ask", incoming.language, count=len(people), days=days, text=text)
    message = await context.chat_client.say(incoming.ref, ask, buttons)
    await context.wait(message, incoming)


async def _drain(context: ChatContext, incoming: IncomingMessage, _words: str) -> None:
    await context.shared.operator.drain(on=True)
    jobs = await context.shared.operator.jobs_by_state()
    left = sum(jobs[state] for state in UNFINISHED)
    await context.chat_client.say(incoming.ref, _say("drained", incoming.language, count=left))


async def _undrain(context: ChatContext, incoming: IncomingMessage, _words: str) -> None:
    await context.shared.operator.drain(on=False)
    await context.chat_client.say(incoming.ref, _say("undrained", incoming.language))


def _command(incoming: IncomingMessage) -> tuple[str, str]:
    """Read the command, and what stands behind it."""
    if incoming.command is not None:
        return incoming.command.lower(), incoming.words
    if incoming.ref.details.get("asked") != "message":
        return "", incoming.words
    # Where commands are not written as such, the first word after our name is one.
    command, _, words = incoming.words.removeprefix("/").partition(" ")
    return command.lower(), words.strip()


def _announcement(words: str) -> tuple[int, str] | None:
    """Read the days and the text of an announcement; None when one of them is missing."""
    days, _, text = words.partition(" ")
    if not (days.isdecimal() and 0 < int(days) <= _MOST_DAYS and text.strip()):
        return None
    return int(days), text.strip()


async def _people(context: ChatContext, days: int) -> list[PersonId]:
    blocked = context.shared.settings.access.blocked
    people = await context.shared.operator.people_of_days(days)
    return [
        person
        for person in people
        if person not in blocked and not person.startswith(_UNREACHABLE)
    ]


async def _person(context: ChatContext, words: str) -> PersonId | None:
    """Find who is meant: `platform:number`, or the number of a job of theirs."""
    platform, colon, number = words.partition(":")
    if colon and platform.isalpha() and number.isdecimal():
        return PersonId(f"{platform.lower()}:{number}")
    job = await context.shared.job_service.status(JobId(words)) if words else None
    return None if job is None or not job.request.chat.user else job.request.chat.person


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
