"""The program with the bot for Telegram, killed at each point on the way of a film; see `tests.bots.crashing`."""

from tests.bots.crashing import MID_RENDER, main, set_traps

POINTS = (
    "received, not stored",
    "stored, not confirmed",
    "acknowledged, not noted",
    "noted, photo not fetched",
    "photo fetched, not submitted",
    "submitted, update not handled",
    MID_RENDER,
    "rendered, not stored",
    "stored, not delivered",
    "before the film is sent",
    "sent, not noted",
    "noted, faces not offered",
    "offered, job not closed",
)


def places():
    from bots.telegram_bot.delivery import TelegramDelivery
    from bots.telegram_bot.room import TelegramRoom
    from core.studio import Studio
    from storage.delivery_store import SqlDeliveryStore
    from storage.inbox import SqlInbox
    from storage.job_store import SqlJobStore

    return (
        (SqlInbox, "add", "before"),
        (SqlInbox, "add", "after"),
        (SqlDeliveryStore, "status_is", "before"),
        (TelegramRoom, "fetch", "before"),
        (Studio, "submit", "before"),
        (SqlInbox, "handled", "before"),
        None,  # in the render child
        (SqlJobStore, "rendered", "before"),
        (SqlJobStore, "rendered", "after"),
        (TelegramDelivery, "deliver", "before"),
        (SqlDeliveryStore, "sent", "before"),
        (TelegramDelivery, "offer", "before"),
        (SqlJobStore, "delivered", "before"),
    )


if __name__ == "__main__":
    set_traps(dict(zip(POINTS, places(), strict=True)))
    main()
