"""/schedule, /scheduled and /timezone: a video that is made again and sent later."""

from __future__ import annotations

import time
from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation import remake
from talking_photo.bots.conversation.access import has_agreed
from talking_photo.bots.conversation.context import ChatContext, column
from talking_photo.bots.conversation.messages import Button, ButtonPress, IncomingMessage, Rows
from talking_photo.bots.conversation.moments import ZONES, find_zone, read_moment
from talking_photo.bots.conversation.requests import with_files
from talking_photo.core.errors import RequestError
from talking_photo.core.jobs.job import Job, JobId, MediaKey, Person, ScheduledRequest

_LOOKED_THROUGH = 20
_AT_ONCE_ONLY = {"hidden", "alone"}
"""Details of chats in which Discord lets us answer for a quarter of an hour, and never later."""
_SHOWN_LETTERS = 40
"""Of the words of a scheduled video."""


async def schedule(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Schedule the video that a message replies to, or the newest one of this chat."""
    if not incoming.words:
        await context.say(incoming, "schedule_how")
        return
    zone = person.preferences.time_zone
    if zone is None:
        await _ask_for_zone(context, incoming)
        return
    job = await _job_of(context, incoming, person)
    if job is None or not has_agreed(person):
        await context.say(incoming, "schedule_none")
        return
    now = await context.steps.once("now", _now)
    try:
        due = read_moment(incoming.words, incoming.language, zone, now)
        await context.shared.schedule.check(person.id, due)
        intent = await remake.intent_of(context, job.request)
        if intent is None:
            await context.say(incoming, "schedule_none")
            return
        chat = replace(job.request.chat, secret={})
        draft = replace(
            job.request,
            key=f"scheduled:{incoming.key}",
            chat=chat,
            photo=MediaKey(""),
            sound=None,
        )
        request = await with_files(context, person, intent, draft)
    except RequestError as exc:
        await context.explain(incoming, exc)
        return
    scheduled = ScheduledRequest(request=request, due=due)
    await context.shared.schedule.keep(scheduled)
    when = texts.local_date(due, zone, incoming.language)
    stop = Button(texts.chat("schedule_cancel", incoming.language), "unschedule", scheduled.id)
    await context.say(incoming, "schedule_kept", ((stop,),), when=when)


async def scheduled(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """List what is scheduled, each with a button that cancels it."""
    waiting = await context.shared.schedule.of_person(person.id)
    if not waiting:
        await context.say(incoming, "schedule_empty")
        return
    zone = person.preferences.time_zone or "UTC"
    rows: Rows = tuple(
        (Button(f"✕ {_line(one, zone, incoming.language)}", "unschedule", one.id),)
        for one in waiting
    )
    await context.say(incoming, "schedule_list", rows)


async def time_zone(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Keep the time zone that was named, or ask for it."""
    zone = find_zone(incoming.words, incoming.language)
    if zone is None:
        key = "timezone_unknown" if incoming.words else "timezone_ask"
        await context.say(incoming, key, _zone_rows(incoming.language))
        return
    await _keep_zone(context, person, zone)
    city = texts.zone_city(zone, incoming.language)
    now = texts.local_date(_now_seconds(), zone, incoming.language)
    await context.say(incoming, "timezone_kept", city=city, when=now)


async def choose_zone(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Keep the time zone of a button, and go on with what was to be scheduled."""
    zone = find_zone(pressed.value, pressed.language)
    if zone is None:
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    person = await _keep_zone(context, person, zone)
    await context.chat_client.acknowledge(pressed)
    city = texts.zone_city(zone, pressed.language)
    when = texts.local_date(_now_seconds(), zone, pressed.language)
    said = texts.chat("timezone_kept", pressed.language, city=city, when=when)
    await context.chat_client.change(pressed.ref, pressed.ref.message, said)
    original = await context.asked(pressed)
    if original is not None and original.command == "schedule":
        await schedule(context, original, person)
    await context.went_on(pressed)


async def unschedule(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Cancel what a button names."""
    gone = await context.shared.schedule.cancel(JobId(pressed.value), person.id)
    key = "schedule_cancelled" if gone else "choice_gone"
    said = texts.chat(key, pressed.language)
    await context.chat_client.acknowledge(pressed, said)
    if gone:
        await context.chat_client.change(pressed.ref, pressed.ref.message, said)


async def _ask_for_zone(context: ChatContext, incoming: IncomingMessage) -> None:
    message = await context.say(incoming, "timezone_ask", _zone_rows(incoming.language))
    await context.wait(message, incoming)


def _zone_rows(language: str) -> Rows:
    return column([Button(texts.zone_city(it, language), "zone", it) for it in ZONES[language]])


async def _keep_zone(context: ChatContext, person: Person, zone: str) -> Person:
    kept = replace(person, preferences=replace(person.preferences, time_zone=zone))
    await context.shared.people.keep(kept)
    return kept


async def _job_of(context: ChatContext, incoming: IncomingMessage, person: Person) -> Job | None:
    """Return the person's job of the message that was replied to, else the newest of the chat."""
    ref = incoming.ref
    if incoming.replied_to is not None:
        job = await context.shared.job_service.of_message(
            ref.platform, ref.chat, incoming.replied_to
        )
        jobs = [job] if job is not None and job.request.chat.person == person.id else []
    else:
        newest = await context.shared.job_service.history(person.id, _LOOKED_THROUGH)
        jobs = [job for job in newest if job.request.chat.chat == ref.chat]
    return next((job for job in jobs if not _AT_ONCE_ONLY & job.request.chat.details.keys()), None)


def _line(one: ScheduledRequest, zone: str, language: str) -> str:
    words = " ".join((one.request.text or "").split())
    short = words if len(words) <= _SHOWN_LETTERS else f"{words[:_SHOWN_LETTERS]}…"
    return f"{texts.local_date(one.due, zone, language)}: {short}".rstrip(": ")


async def _now() -> float:
    return _now_seconds()


def _now_seconds() -> float:
    return time.time()
