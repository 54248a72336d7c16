"""The program with the bot for Discord, killed at each point on the way of a film; see `tests.bots.crashing`.

What was not stored is lost: Discord tells nothing twice. The asker is told at once that there was no answer.
"""

from tests.bots.crashing import MID_RENDER, main, set_traps

POINTS = (
    "stored, perhaps not acknowledged",
    "answered, not noted",
    "noted, photo not fetched",
    "photo fetched, not submitted",
    "submitted, command not handled",
    MID_RENDER,
    "rendered, not stored",
    "stored, not delivered",
    "before the film is sent",
    "sent, not noted",
    "noted, faces not offered",
    "offered, job not closed",
)
LATE_POINTS = (MID_RENDER, "before the film is sent", "sent, not noted")
"""After which the token may be over when the next process starts."""


def places():
    from bots.discord_bot.delivery import DiscordDelivery
    from bots.discord_bot.room import DiscordRoom
    from core.studio import Studio
    from storage.delivery_store import SqlDeliveryStore
    from storage.inbox import SqlInbox
    from storage.job_store import SqlJobStore

    return (
        (SqlInbox, "add", "after"),
        (SqlDeliveryStore, "status_is", "before"),
        (DiscordRoom, "fetch", "before"),
        (Studio, "submit", "before"),
        (SqlInbox, "handled", "before"),
        None,  # in the render child
        (SqlJobStore, "rendered", "before"),
        (SqlJobStore, "rendered", "after"),
        (DiscordDelivery, "deliver", "before"),
        (SqlDeliveryStore, "sent", "before"),
        (DiscordDelivery, "offer", "before"),
        (SqlJobStore, "delivered", "before"),
    )


if __name__ == "__main__":
    set_traps(dict(zip(POINTS, places(), strict=True)))
    main()
