"""`/web`: a link that opens the page signed in as whoever asks; and the end of all sessions."""

from __future__ import annotations

from talking_photo.bots import texts
from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.messages import Button, ButtonPress, IncomingMessage
from talking_photo.core.jobs.job import Person
from talking_photo.core.jobs.tokens import LINK_SECONDS
from talking_photo.core.settings import Settings

COMMAND = "web"
_END = "end"


def page_address(settings: Settings) -> str | None:
    """Return where people reach the page, without a slash; None when they do not."""
    address = settings.studio.public_url if settings.studio.enabled else None
    return None if address is None else address.rstrip("/")


async def web(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Send a link of use once, to nobody but the person whose things it opens; or end them all."""
    if incoming.words.strip().casefold() == _END:
        await context.shared.tokens.end_sessions(person.id)
        await context.say(incoming, "web_ended")
        return
    address = page_address(context.shared.settings)
    if address is None:
        await context.say(incoming, "web_none")
        return
    if not incoming.private:
        await context.say(incoming, "web_private")
        return
    secret = await context.steps.once("link", lambda: context.shared.tokens.create_link(person.id))
    # Behind the `#`, where it is sent to no server and stands in no log of one.
    link = f"{address}/enter#{secret}"
    end = Button(texts.chat("web_end", incoming.language), "web_end")
    minutes = round(LINK_SECONDS / 60)
    await context.say(incoming, "web_link", ((end,),), link=link, minutes=minutes)


async def end(context: ChatContext, pressed: ButtonPress, person: Person) -> None:
    """Sign out every browser of a person, and take the link away that the button stands below."""
    await context.shared.tokens.end_sessions(person.id)
    await context.chat_client.acknowledge(pressed)
    text = texts.chat("web_ended", pressed.language)
    await context.chat_client.change(pressed.ref, pressed.ref.message, text)
