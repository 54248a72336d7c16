"""One bot for each test, and Anna, who has agreed to the rules."""

import time

import pytest

from bots.access import CONSENT
from core.job import Consent, Person, PersonId
from tests.discord_rig import rig as new_rig

ANNA = 42


@pytest.fixture
async def rig(film):
    async with new_rig(film) as built:
        await agree(built, ANNA)
        yield built


async def agree(built, *people):
    for person in people:
        consent = Consent(version=CONSENT, at=time.time())
        await built.people.keep(Person(id=PersonId(f"discord:{person}"), consent=consent))
