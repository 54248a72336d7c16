"""`/web`: a link that opens the page signed in as whoever asks."""

from __future__ import annotations

from talking_photo.bots.conversation.context import ChatContext
from talking_photo.bots.conversation.messages import IncomingMessage
from talking_photo.core.jobs.job import Person
from talking_photo.core.jobs.tokens import LINK_SECONDS
from talking_photo.core.settings import Settings

COMMAND = "web"


def page_address(settings: Settings) -> str | None:
    """Return where people reach the page, without a slash; None when they do not."""
    address = settings.studio.public_url if settings.studio.enabled else None
    return None if address is None else address.rstrip("/")


async def web(context: ChatContext, incoming: IncomingMessage, person: Person) -> None:
    """Send a link of use once, to nobody but the person whose things it opens."""
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
    await context.say(incoming, "web_link", link=link, minutes=round(LINK_SECONDS / 60))
