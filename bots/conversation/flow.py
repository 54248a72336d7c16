"""Answers people: who may ask, which command it was, and which button."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from talking_photo.bots import texts
from talking_photo.bots.conversation import (
    dictionary,
    faces,
    menus,
    operator,
    portraits,
    remake,
    requests,
    schedule,
    verification,
    voices,
    web_page,
)
from talking_photo.bots.conversation import privacy as records
from talking_photo.bots.conversation.access import CONSENT, is_allowed, is_blocked
from talking_photo.bots.conversation.adapter import Demo
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.limits import ALBUM_PHOTOS
from talking_photo.bots.conversation.messages import (
    DEMO_FILE,
    Button,
    ButtonPress,
    File,
    IncomingMessage,
    Kind,
    Rows,
)
from talking_photo.core.errors import Undeliverable
from talking_photo.core.jobs.job import UNFINISHED, Consent, JobId, Person
from talking_photo.core.retry import may_pass

_log = logging.getLogger(__name__)

_MOST_WAITING = 50
"""Of a person's newest jobs, looked through by /cancel."""


async def answer(
    context: ChatContext, said: IncomingMessage | ButtonPress | None, number: str
) -> None:
    """Answer what was said or pressed; what goes wrong in it is this update's affair alone.

    Args:
        context: Where.
        said: What; None when it is not meant for us.
        number: Of the update, for the log and for those who report a fault.

    Raises:
        StorageError: The database or the media store cannot be reached.
        DependencyError: The platform cannot be reached.
    """
    try:
        match said:
            case IncomingMessage():
                await hear(context, said)
            case ButtonPress():
                await press(context, said)
    except Undeliverable as exc:
        _log.info("update %s not answered: %s", number, exc)
    except Exception as exc:
        if may_pass(exc):
            raise
        # It would fail again at each try, so it counts as handled.
        _log.exception("update %s failed", number)
        context.shared.meter.failed("update", type(exc).__name__)
        if isinstance(said, IncomingMessage):
            with contextlib.suppress(Undeliverable):
                await context.say(said, "fault", number=number)


async def hear(context: ChatContext, incoming: IncomingMessage) -> None:
    """Answer a message. The same one again, after a crash, requests nothing twice."""
    if await operator.hear(context, incoming):
        return
    person = await context.shared.people.find(incoming.ref.person)
    settings = context.shared.settings
    if not is_allowed(person, settings.access) and incoming.command not in _OWN_DATA:
        if incoming.private and is_blocked(person, settings.access):
            await context.chat_client.say(
                incoming.ref,
                operator.blocked(settings.operator, incoming.ref.platform, incoming.language),
            )
        elif incoming.private:
            await context.say(incoming, "not_allowed")
        return
    if incoming.anonymous:
        await context.say(incoming, "anonymous")
        return
    if incoming.edited and (
        incoming.command not in _CORRECTED or await remake.correct(context, incoming, person)
    ):
        return
    if incoming.command in _WITH_WORDS:
        read = await requests.with_words_of_file(context, incoming)
        if read is None:
            return
        incoming = read
    wholes = (
        await requests.completed(context, incoming) if incoming.command is None else (incoming,)
    )
    for whole in wholes:
        await _obey(context, whole, person)
    if wholes != (incoming,):
        await context.pending.expect_nothing(incoming.ref.person, incoming.ref.chat)


async def _obey(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    if incoming.command is None:
        await requests.take(context, incoming, person)
    elif incoming.command in _COMMANDS:
        await _COMMANDS[incoming.command](context, incoming, person)
    elif incoming.private:
        await context.say(incoming, "one_helpful_line")


async def press(context: ChatContext, pressed: ButtonPress) -> None:
    """Do what a button promises, to the person it was shown to."""
    if pressed.owner != pressed.ref.user:
        await context.chat_client.acknowledge(pressed, texts.chat("not_yours", pressed.language))
        return
    if pressed.verb == "announce":
        await operator.press(context, pressed)
        return
    person = await context.shared.people.find(pressed.ref.person)
    action = _BUTTONS.get(pressed.verb)
    most = context.platform.button_seconds
    if most is not None and pressed.age > most and pressed.verb not in _LASTING:
        text = texts.chat("timed_out", pressed.language)
        await context.chat_client.acknowledge(pressed, text)
        await context.chat_client.change(pressed.ref, pressed.ref.message, text)
        return
    is_open = pressed.verb in _OWN_DATA or is_allowed(person, context.shared.settings.access)
    if action is None or not is_open:
        await context.chat_client.acknowledge(pressed, texts.chat("stale", pressed.language))
        return
    await action(context, pressed, person)


async def asking(context: ChatContext, pressed: ButtonPress) -> IncomingMessage | None:
    """Return what words complete, for a button that asks for some.

    None for any other, or when it is refused.
    """
    if pressed.verb not in _ASKING or pressed.owner != pressed.ref.user:
        return None
    return await _ASKING[pressed.verb](context, pressed)


async def _start(context: ChatContext, incoming: IncomingMessage, _person: Person) -> None:
    """Say what to do, and show what comes of it.

    At once if that video was made before, else when it is.
    """
    text, rows = context.words(incoming, "start"), _start_rows(context, incoming.language)
    demo = context.shared.demo
    video = None if demo is None else await demo.find(incoming.language)
    if video is not None:
        await context.chat_client.show_example(
            incoming.ref, f"demo-{incoming.language}", video, text, rows
        )
        return
    await context.chat_client.say(incoming.ref, text, rows, quiet=True)
    if demo is not None:
        context.later(_show_demo(context, incoming, demo))


async def _show_demo(context: ChatContext, incoming: IncomingMessage, demo: Demo) -> None:
    """Show the example once it is made; when that fails, newcomers have the text all the same."""
    video = await demo.make(incoming.language)
    if video is not None:
        text = context.words(incoming, "demo_shown")
        await context.chat_client.show_example(
            incoming.ref, f"demo-{incoming.language}", video, text
        )


def _start_rows(context: ChatContext, language: str) -> Rows:
    how = Button(texts.chat("how_it_works", language), "help")
    if context.shared.demo is None:
        return ((how,),)
    return ((Button(texts.chat("try_demo", language), "demo"), how),)


async def _try_demo(context: ChatContext, pressed: ButtonPress, _person: Person) -> None:
    """Ask what the drawn portrait is to say."""
    await context.chat_client.acknowledge(pressed)
    drawing = File(kind=Kind.PHOTO, id=DEMO_FILE)
    asked = IncomingMessage(
        ref=pressed.ref, key="", language=pressed.language, private=True, replied=drawing
    )
    await context.pending.expect(asked)
    text = texts.chat("say_again", pressed.language)
    await context.chat_client.say(pressed.ref, text, question=True, quiet=True)


async def _press_help(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    await context.chat_client.acknowledge(pressed)
    asked = IncomingMessage(ref=pressed.ref, key="", language=pressed.language, private=True)
    await _help(context, asked, person)


async def _open_menu(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Turn the message into a menu of the settings."""
    if pressed.value == "voice":
        await voices.open_menu(context, replace(pressed, value=""), person)
    else:
        await menus.open_menu(context, pressed, person)


async def _help(context: ChatContext, incoming: IncomingMessage, _person: Person) -> None:
    settings = context.shared.settings.operator
    said = [context.words(incoming, "help", most=ALBUM_PHOTOS)]
    said += [context.words(incoming, hint) for hint in context.hints()]
    if web_page.page_address(context.shared.settings) is not None:
        said.append(context.words(incoming, "web_help"))
    if operator.is_operator_chat(incoming.ref, settings):
        said.append(texts.operator_chat("operator_help", incoming.language))
    said.append(operator.who_runs_it(settings, incoming.language))
    await context.chat_client.say(incoming.ref, "\n\n".join(said), quiet=True)


async def _privacy(context: ChatContext, incoming: IncomingMessage, _person: Person) -> None:
    who = operator.who_runs_it(context.shared.settings.operator, incoming.language)
    await context.chat_client.say(incoming.ref, f"{context.words(incoming, 'privacy')}\n\n{who}")


async def _cancel(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Stop all that this person waits for in this chat."""
    newest = await context.steps.once(
        "newest", lambda: context.shared.job_service.history(person.id, _MOST_WAITING)
    )
    jobs = [
        job
        for job in newest
        if job.state in UNFINISHED and job.request.chat.chat == incoming.ref.chat
    ]
    stopped = [await remake.stop(context, job.id, person, incoming.language) for job in jobs]
    if not any(stopped):
        await context.say(incoming, "cancel_none")
    elif context.platform.confirms:
        await context.say(incoming, "cancelled")


async def _cancel_one(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    stopped = await remake.stop(context, JobId(pressed.value), person, pressed.language)
    answer = texts.chat("cancelled" if stopped else "cancel_late", pressed.language)
    await context.chat_client.acknowledge(pressed, answer)


async def _agree(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Remember that the rules were agreed to, and go on with the message that was asked about."""
    person = replace(person, consent=Consent(version=CONSENT, at=time.time()))
    await context.shared.people.keep(person)
    await context.chat_client.acknowledge(pressed)
    original = await context.asked(pressed)
    key = "consent_again" if original is None else "consent_thanks"
    await context.chat_client.change(
        pressed.ref, pressed.ref.message, texts.chat(key, pressed.language)
    )
    if original is not None:
        await hear(context, original)
    await context.went_on(pressed)


_CORRECTED = (None, "speak")
"""Commands that an edited message gives anew; None is a message without one."""

_WITH_WORDS = (None, "speak", "as")
"""Commands whose words may stand in a text file."""

_COMMANDS: Mapping[str, Callable[[ChatContext, IncomingMessage, Person], Awaitable[None]]] = {
    "start": _start,
    "help": _help,
    "privacy": _privacy,
    "speak": requests.take,
    "settings": menus.settings,
    **dict.fromkeys(menus.KINDS, menus.one),
    "say": dictionary.say,
    "voice": voices.show,
    "save": portraits.save,
    "remove": portraits.remove,
    "portraits": portraits.show,
    "as": portraits.speak_as,
    "schedule": schedule.schedule,
    "scheduled": schedule.scheduled,
    "timezone": schedule.time_zone,
    "cancel": _cancel,
    "verify": verification.verify,
    "report": verification.report,
    "history": records.history,
    "export": records.export,
    web_page.COMMAND: web_page.web,
    "delete": records.ask_to_delete,
}

_ASKING = {"again": remake.asking, "keep": remake.asking, "as": portraits.asking}
_OWN_DATA = ("privacy", "history", "export", "delete", "cancel", "report", "web_end")
"""Commands and buttons that stay to people who are kept out: what is stored of them is theirs, and
anybody may complain."""
_LASTING = ("cancel", "unschedule", "again", "other", "keep", "demo", "help", "web_end")
"""Buttons that work for as long as their message is there."""

_BUTTONS: Mapping[str, Callable[[ChatContext, ButtonPress, Person], Awaitable[None]]] = {
    "agree": _agree,
    "demo": _try_demo,
    "help": _press_help,
    "cancel": _cancel_one,
    "zone": schedule.choose_zone,
    "unschedule": schedule.unschedule,
    "face": faces.choose,
    "again": remake.again,
    "other": remake.other,
    "keep": remake.keep,
    "menu": _open_menu,
    "choice": menus.choose,
    "wish": menus.choose,  # a button of earlier versions
    "voices": voices.open_menu,
    "voice": voices.choose,
    "hear": voices.hear,
    "edit": voices.edit,
    "as": portraits.ask_words,
    "voiceof": portraits.set_voice,
    "forget": portraits.forget,
    "undo": portraits.undo,
    "said": dictionary.turn,
    "said_hear": dictionary.hear,
    "said_remove": dictionary.remove,
    "delete": records.delete,
    "web_end": web_page.end,
}
