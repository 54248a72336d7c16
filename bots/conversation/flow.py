"""Answers people: who may ask, which command it was, and which button."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation import faces, menus, operator, orders, portraits, remake
from talking_photo.bots.conversation import privacy as records
from talking_photo.bots.conversation.access import CONSENT, is_allowed, is_blocked
from talking_photo.bots.conversation.adapter import Demo
from talking_photo.bots.conversation.context import Host
from talking_photo.bots.conversation.limits import ALBUM_PHOTOS
from talking_photo.bots.conversation.messages import (
    DEMO_FILE,
    Button,
    File,
    Heard,
    Kind,
    Pressed,
    Rows,
)
from talking_photo.core.errors import Undeliverable
from talking_photo.core.jobs.job import UNFINISHED, Consent, JobId, Person
from talking_photo.core.retry import may_pass

_log = logging.getLogger(__name__)

_MOST_WAITING = 50
"""Of a person's newest jobs, looked through by /cancel."""


async def answer(host: Host, said: Heard | Pressed | None, number: str) -> None:
    """Answer what was said or pressed; what goes wrong in it is this update's affair alone.

    Args:
        host: Where.
        said: What; None when it is not meant for us.
        number: Of the update, for the log and for those who report a fault.

    Raises:
        StorageError: The database or the media store cannot be reached.
        DependencyError: The platform cannot be reached.
    """
    try:
        match said:
            case Heard():
                await hear(host, said)
            case Pressed():
                await press(host, said)
    except Undeliverable as exc:
        _log.info("update %s not answered: %s", number, exc)
    except Exception as exc:
        if may_pass(exc):
            raise
        # It would fail again at each try, so it counts as handled.
        _log.exception("update %s failed", number)
        host.desk.meter.failed("update", type(exc).__name__)
        if isinstance(said, Heard):
            with contextlib.suppress(Undeliverable):
                await host.say(said, "fault", number=number)


async def hear(host: Host, heard: Heard) -> None:
    """Answer a message. Hearing the same one again, after a crash, orders nothing twice."""
    if await operator.hear(host, heard):
        return
    person = await host.desk.people.find(heard.ref.person)
    settings = host.desk.settings
    if not is_allowed(person, settings.access):
        if heard.private and is_blocked(person, settings.access):
            await host.room.say(heard.ref, operator.blocked(settings.operator, heard.language))
        elif heard.private:
            await host.say(heard, "not_allowed")
        return
    if heard.anonymous:
        await host.say(heard, "anonymous")
        return
    if heard.edited and (
        heard.command not in _CORRECTED or await remake.correct(host, heard, person)
    ):
        return
    wholes = await orders.completed(host, heard) if heard.command is None else (heard,)
    for whole in wholes:
        await _obey(host, whole, person)
    if wholes != (heard,):
        await host.pending.expect_nothing(heard.ref.person, heard.ref.chat)


async def _obey(host: Host, heard: Heard, person: Person) -> None:
    if heard.command is None:
        await orders.take(host, heard, person)
    elif heard.command in _COMMANDS:
        await _COMMANDS[heard.command](host, heard, person)
    elif heard.private:
        await host.say(heard, "one_helpful_line")


async def press(host: Host, pressed: Pressed) -> None:
    """Do what a button promises, to the person it was shown to."""
    if pressed.owner != pressed.ref.user:
        await host.room.receipt(pressed, texts.chat("not_yours", pressed.language))
        return
    if pressed.verb == "announce":
        await operator.press(host, pressed)
        return
    person = await host.desk.people.find(pressed.ref.person)
    action = _BUTTONS.get(pressed.verb)
    most = host.platform.button_seconds
    if most is not None and pressed.age > most and pressed.verb not in _LASTING:
        text = texts.chat("timed_out", pressed.language)
        await host.room.receipt(pressed, text)
        await host.room.change(pressed.ref, pressed.ref.message, text)
        return
    if action is None or not is_allowed(person, host.desk.settings.access):
        await host.room.receipt(pressed, texts.chat("stale", pressed.language))
        return
    await action(host, pressed, person)


async def asking(host: Host, pressed: Pressed) -> Heard | None:
    """Return what words complete, for a button that asks for some.

    None for any other, or when it is refused.
    """
    if pressed.verb not in _ASKING or pressed.owner != pressed.ref.user:
        return None
    return await _ASKING[pressed.verb](host, pressed)


async def _start(host: Host, heard: Heard, _person: Person) -> None:
    """Say what to do, and show what comes of it.

    At once if that video was made before, else when it is.
    """
    text, rows = host.words(heard, "start"), _start_rows(host, heard.language)
    demo = host.desk.demo
    video = None if demo is None else await demo.find(heard.language)
    if video is not None:
        await host.room.show_example(heard.ref, f"demo-{heard.language}", video, text, rows)
        return
    await host.room.say(heard.ref, text, rows, quiet=True)
    if demo is not None:
        host.later(_show_demo(host, heard, demo))


async def _show_demo(host: Host, heard: Heard, demo: Demo) -> None:
    """Show the example once it is made; when that fails, newcomers have the text all the same."""
    video = await demo.make(heard.language)
    if video is not None:
        text = host.words(heard, "demo_shown")
        await host.room.show_example(heard.ref, f"demo-{heard.language}", video, text)


def _start_rows(host: Host, language: str) -> Rows:
    how = Button(texts.chat("how_it_works", language), "help")
    if host.desk.demo is None:
        return ((how,),)
    return ((Button(texts.chat("try_demo", language), "demo"), how),)


async def _try_demo(host: Host, pressed: Pressed, _person: Person) -> None:
    """Ask what the drawn portrait is to say."""
    await host.room.receipt(pressed)
    drawing = File(kind=Kind.PHOTO, id=DEMO_FILE)
    asked = Heard(
        ref=pressed.ref, key="", language=pressed.language, private=True, replied=drawing
    )
    await host.pending.expect(asked)
    text = texts.chat("say_again", pressed.language)
    await host.room.say(pressed.ref, text, question=True, quiet=True)


async def _press_help(host: Host, pressed: Pressed, person: Person) -> None:
    await host.room.receipt(pressed)
    asked = Heard(ref=pressed.ref, key="", language=pressed.language, private=True)
    await _help(host, asked, person)


async def _help(host: Host, heard: Heard, _person: Person) -> None:
    settings = host.desk.settings.operator
    said = [host.words(heard, "help", most=ALBUM_PHOTOS)]
    said += [host.words(heard, hint) for hint in host.hints()]
    if operator.is_operator_chat(heard.ref, settings):
        said.append(texts.operator_chat("operator_help", heard.language))
    said.append(operator.who_runs_it(settings, heard.language))
    await host.room.say(heard.ref, "\n\n".join(said), quiet=True)


async def _privacy(host: Host, heard: Heard, _person: Person) -> None:
    who = operator.who_runs_it(host.desk.settings.operator, heard.language)
    await host.room.say(heard.ref, f"{host.words(heard, 'privacy')}\n\n{who}")


async def _cancel(host: Host, heard: Heard, person: Person) -> None:
    """Stop all that this person waits for in this chat."""
    newest = await host.steps.once(
        "newest", lambda: host.desk.studio.history(person.id, _MOST_WAITING)
    )
    jobs = [
        job for job in newest if job.state in UNFINISHED and job.order.chat.chat == heard.ref.chat
    ]
    stopped = [await remake.stop(host, job.id, person, heard.language) for job in jobs]
    if not any(stopped):
        await host.say(heard, "cancel_none")
    elif host.platform.confirms:
        await host.say(heard, "cancelled")


async def _cancel_one(host: Host, pressed: Pressed, person: Person) -> None:
    stopped = await remake.stop(host, JobId(pressed.value), person, pressed.language)
    told = texts.chat("cancelled" if stopped else "cancel_late", pressed.language)
    await host.room.receipt(pressed, told)


async def _agree(host: Host, pressed: Pressed, person: Person) -> None:
    """Remember that the rules were agreed to, and go on with the message that was asked about."""
    person = replace(person, consent=Consent(version=CONSENT, at=time.time()))
    await host.desk.people.keep(person)
    await host.room.receipt(pressed)
    original = await host.asked(pressed)
    key = "consent_again" if original is None else "consent_thanks"
    await host.room.change(pressed.ref, pressed.ref.message, texts.chat(key, pressed.language))
    if original is not None:
        await hear(host, original)
    await host.went_on(pressed)


_CORRECTED = (None, "speak")
"""Commands that an edited message gives anew; None is a message without one."""

_COMMANDS: Mapping[str, Callable[[Host, Heard, Person], Awaitable[None]]] = {
    "start": _start,
    "help": _help,
    "privacy": _privacy,
    "speak": orders.take,
    "settings": menus.settings,
    **dict.fromkeys(menus.KINDS, menus.one),
    "save": portraits.save,
    "remove": portraits.remove,
    "portraits": portraits.show,
    "as": portraits.speak_as,
    "cancel": _cancel,
    "history": records.history,
    "export": records.export,
    "delete": records.ask_to_delete,
}

_ASKING = {"again": remake.asking, "keep": remake.asking, "as": portraits.asking}
_LASTING = ("cancel", "again", "other", "keep", "demo", "help")
"""Buttons that work for as long as their message is there."""

_BUTTONS: Mapping[str, Callable[[Host, Pressed, Person], Awaitable[None]]] = {
    "agree": _agree,
    "demo": _try_demo,
    "help": _press_help,
    "cancel": _cancel_one,
    "face": faces.choose,
    "again": remake.again,
    "other": remake.other,
    "keep": remake.keep,
    "menu": menus.open_menu,
    "wish": menus.choose,
    "hear": menus.hear,
    "as": portraits.ask_words,
    "forget": portraits.forget,
    "undo": portraits.undo,
    "delete": records.delete,
}
