"""What somebody said is kept until they say more about it, and no longer."""

from dataclasses import replace

from talking_photo.bots.conversation.messages import IncomingMessage
from talking_photo.bots.conversation.pending import Pending
from talking_photo.core.jobs.job import ChatRef, PersonId
from talking_photo.storage.memory import MemoryUpdateStore

ANNA = ChatRef(platform="discord", chat="70", user="42", message="1", secret={"token": "hush"})
INCOMING = IncomingMessage(ref=ANNA, key="dc:1", language="de", private=True, words="Hallo!")


async def test_it_goes_on_once_also_in_the_next_process():
    inbox = MemoryUpdateStore()
    await Pending(inbox, "discord", 900.0).keep("9", INCOMING)
    pending = Pending(inbox, "discord", 900.0)
    assert await pending.find("9", ANNA.person) == INCOMING
    assert await pending.find("10", ANNA.person) is None
    await pending.done("9")
    assert await pending.find("9", ANNA.person) is None


async def test_nobody_else_goes_on_with_it():
    pending = Pending(MemoryUpdateStore(), "discord", 900.0)
    await pending.keep("9", INCOMING)
    assert await pending.find("9", PersonId("discord:43")) is None


async def test_the_newest_of_what_is_expected_in_a_chat_counts_also_in_the_next_process():
    inbox = MemoryUpdateStore()
    pending = Pending(inbox, "discord", 900.0)
    await pending.expect(INCOMING)
    newer = replace(INCOMING, words="Guten Tag!")
    await pending.expect(newer)
    await pending.keep("9", INCOMING)
    pending = Pending(inbox, "discord", 900.0)
    assert await pending.expected(ANNA.person, "70") == newer
    assert await pending.expected(ANNA.person, "71") is None
    await pending.expect_nothing(ANNA.person, "70")
    assert await pending.expected(ANNA.person, "70") is None
    assert await pending.find("9", ANNA.person) == INCOMING


async def test_it_is_not_handled_as_an_update_after_a_crash():
    inbox = MemoryUpdateStore()
    await Pending(inbox, "discord", 900.0).keep("9", INCOMING)
    assert await inbox.unhandled("discord") == []


async def test_what_nobody_came_back_to_is_emptied():
    inbox = MemoryUpdateStore()
    pending = Pending(inbox, "discord", -1.0)
    await pending.keep("9", INCOMING)
    assert await pending.find("9", ANNA.person) is None
    await pending.forget_old()
    assert await inbox.of_person(ANNA.person) == []


async def test_it_goes_with_all_that_is_known_of_a_person():
    inbox = MemoryUpdateStore()
    pending = Pending(inbox, "discord", 900.0)
    await pending.keep("9", INCOMING)
    await inbox.erase(PersonId("discord:42"))
    assert await pending.find("9", ANNA.person) is None
